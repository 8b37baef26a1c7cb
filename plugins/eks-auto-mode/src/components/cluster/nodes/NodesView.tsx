// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { useLoaded } from '../../../hooks/useLoaded';
import { Failure } from '../../shared/Failure';
import { GuardedButton } from '../../shared/GuardedButton';
import { Nothing } from '../../shared/Nothing';
import { Time } from '../../shared/Time';
import { toneColour } from '../../shared/Toned';
import { UnreadParts } from '../readiness/UnreadParts';
import { AddressesPanel } from './AddressesPanel';
import { ClaimsPanel } from './ClaimsPanel';
import { DifferencesPanel } from './DifferencesPanel';
import { OddPanel } from './OddPanel';
import { PoolsPanel } from './PoolsPanel';
import { SourcesPanel } from './SourcesPanel';
import { UsagePanel } from './UsagePanel';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
  headline: { margin: 0, fontSize: '1.0625rem' },
  soft: { color: toneColour('neutral', theme.palette.type), margin: 0 },
}));

/** Where every node comes from, what will be different for it, and how the nodes are. */
export function NodesView(props: {
  detail: api.ClusterDetail;
  refresh?: api.Refresh;
  onRefresh: () => void;
}) {
  const { summary, permissions } = props.detail;
  const classes = useStyles();
  const client = useApi(eksAutoModeApiRef);
  const nodes = useLoaded(`${summary.id} ${summary.readAt ?? ''}`, signal =>
    client.getClusterNodes(summary.id, signal),
  );
  const { value } = nodes;
  if (!value && nodes.error?.name === 'NotFoundError') {
    return (
      <Nothing
        title="Nothing is known of its nodes"
        heading="h3"
        action={
          <GuardedButton
            variant="outlined"
            onClick={props.onRefresh}
            reason={
              permissions.assess
                ? undefined
                : 'You may not refresh this cluster.'
            }
          >
            Read the cluster now
          </GuardedButton>
        }
      >
        {nodes.error.message}
      </Nothing>
    );
  }
  if (!value) {
    return nodes.error ? (
      <Failure what="Nodes" error={nodes.error} onRetry={nodes.reload} />
    ) : (
      <Progress />
    );
  }
  const auto = value.pools.some(pool => pool.kind === 'auto');
  return (
    <div className={classes.root}>
      {nodes.error && (
        <Failure what="Nodes" error={nodes.error} onRetry={nodes.reload} />
      )}
      <div>
        <p className={classes.headline}>
          <strong>{value.headline}</strong>
        </p>
        <p className={classes.soft}>
          Read <Time at={value.readAt} />
        </p>
      </div>
      <UnreadParts parts={value.unread} />
      {(auto || value.pools.length > 0) && <PoolsPanel pools={value.pools} />}
      {(auto || value.claims.length > 0) && (
        <ClaimsPanel claims={value.claims} />
      )}
      <OddPanel disputes={value.disputes} strays={value.strays} />
      <SourcesPanel sources={value.sources} />
      <UsagePanel
        usage={value.usage}
        unread={value.unread.some(({ part }) => part === 'pods')}
      />
      {value.subnets.length > 0 && <AddressesPanel subnets={value.subnets} />}
      <DifferencesPanel
        clusterId={summary.id}
        sources={value.sources}
        mayTick={permissions.except}
        onChanged={nodes.reload}
      />
    </div>
  );
}
