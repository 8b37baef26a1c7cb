// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { stringifyEntityRef } from '@backstage/catalog-model';
import { Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import { eksAutoModeApiRef } from '../../api/EksAutoModeApi';
import { CALM_MS } from '../../hooks/useCluster';
import { useEntityLink } from '../../hooks/useEntityLink';
import { useLoaded } from '../../hooks/useLoaded';
import { Code } from '../shared/Code';
import { Failure } from '../shared/Failure';
import { linksInText } from '../shared/linksInText';
import { Linked } from '../shared/Linked';
import { Nothing } from '../shared/Nothing';
import { ServiceCluster } from './ServiceCluster';

const useStyles = makeStyles(theme => ({
  root: {
    ...linksInText,
    '& > * + *': { marginTop: theme.spacing(2) },
    overflowWrap: 'break-word',
    '& code': { overflowWrap: 'anywhere' },
  },
  headline: { margin: 0, fontSize: '1.25rem', fontWeight: 600 },
}));

/** The tab on a service: what of it stands in the way of migrations, and what they do to it. */
export function ServiceContent() {
  const { entity } = useEntity();
  const classes = useStyles();
  const client = useApi(eksAutoModeApiRef);
  const link = useEntityLink();
  const entityRef = stringifyEntityRef(entity);
  const service = useLoaded(
    entityRef,
    async signal => {
      const [view, checks] = await Promise.all([
        client.getService(entityRef, signal),
        client.listChecks(signal),
      ]);
      return {
        view,
        checks: new Map(checks.map(check => [check.code, check])),
      };
    },
    CALM_MS,
  );
  if (!service.value) {
    return service.error ? (
      <Failure what="Service" error={service.error} onRetry={service.reload} />
    ) : (
      <Progress />
    );
  }
  const { view, checks } = service.value;
  return (
    <div className={classes.root}>
      {service.error && (
        <Failure
          what="This page is not up to date"
          error={service.error}
          onRetry={service.reload}
        />
      )}
      <h2 className={classes.headline}>
        <Linked
          text={view.headline}
          links={view.clusters.map(({ cluster }) => ({
            // Names of EKS clusters are letters, digits, hyphens and underscores.
            words: new RegExp(`(?<=[oO]n )${cluster.name}(?= it )`),
            to: link(cluster.entityRef, { tab: 'readiness' }),
          }))}
        />
      </h2>
      {view.clusters.length === 0 && (
        <>
          <Nothing title="No workload of this service was found on a cluster">
            Workloads are found by the label{' '}
            <code>backstage.io/kubernetes-id</code> on them, or by the
            annotation <code>backstage.io/kubernetes-label-selector</code> on
            this entity.
          </Nothing>
          <Code
            title="The label on the Deployment and on its pods"
            language="yaml"
            text={`metadata:\n  labels:\n    backstage.io/kubernetes-id: ${entity.metadata.name}\n`}
          />
        </>
      )}
      {view.clusters.map(cluster => (
        <ServiceCluster
          key={cluster.cluster.id}
          block={cluster}
          checks={checks}
          onChanged={service.reload}
        />
      ))}
    </div>
  );
}
