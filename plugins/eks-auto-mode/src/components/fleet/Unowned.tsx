// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link, Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { eksAutoModeApiRef } from '../../api/EksAutoModeApi';
import { useEntityLink } from '../../hooks/useEntityLink';
import { useLoaded } from '../../hooks/useLoaded';
import { Column, DataTable } from '../shared/DataTable';
import { Failure } from '../shared/Failure';
import { Nothing } from '../shared/Nothing';
import { Owner } from '../shared/Owner';
import { Panel } from '../shared/Panel';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
  line: { margin: 0 },
}));

const place = (p: api.UnownedPlace) =>
  p.namespace ? `namespace ${p.namespace}` : 'in no namespace';

/** Clusters and namespaces that no team answers for, with what gives them one. */
export function Unowned() {
  const classes = useStyles();
  const client = useApi(eksAutoModeApiRef);
  const link = useEntityLink();
  const loaded = useLoaded('unowned', signal => client.listUnowned(signal));
  const columns: Column<api.UnownedPlace>[] = [
    {
      id: 'place',
      header: 'Place',
      names: true,
      render: place,
      value: place,
    },
    {
      id: 'cluster',
      header: 'Cluster',
      render: p => {
        const to = link(p.clusterEntityRef, {
          tab: 'readiness',
          ...(p.namespace ? { q: `/${p.namespace}/` } : {}),
        });
        return to ? <Link to={to}>{p.clusterName}</Link> : p.clusterName;
      },
      value: p => p.clusterName,
    },
    {
      id: 'things',
      header: 'Things',
      align: 'right',
      render: p => p.things,
      value: p => p.things,
    },
    {
      id: 'blockers',
      header: 'Blockers',
      align: 'right',
      render: p => p.blockers,
      value: p => p.blockers,
    },
    {
      id: 'falls',
      header: 'Falls to',
      render: p => <Owner owner={p.fallsTo} resolution="cluster" />,
      value: p => p.fallsTo,
    },
  ];
  const { value } = loaded;
  return (
    <Panel title="Without an owner" level="h2">
      <div className={classes.root}>
        {loaded.error && (
          <Failure
            what="Without an owner"
            error={loaded.error}
            onRetry={loaded.reload}
          />
        )}
        {!value && !loaded.error && <Progress />}
        {value && value.clusters.length > 0 && (
          <p className={classes.line}>
            Clusters whose entity names no owner:{' '}
            {value.clusters.map((cluster, i) => {
              const to = link(cluster.clusterEntityRef);
              return (
                <span key={cluster.clusterId}>
                  {i > 0 && ', '}
                  {to ? (
                    <Link to={to}>{cluster.clusterName}</Link>
                  ) : (
                    cluster.clusterName
                  )}
                </span>
              );
            })}
            . Write <code>spec.owner</code> into the entity.
          </p>
        )}
        {value && value.items.length > 0 && (
          <p className={classes.line}>
            A team label on the namespace, such as <code>team: payments</code>,
            gives everything in it an owner; the label{' '}
            <code>backstage.io/kubernetes-id</code> on a workload gives it its
            component’s.
          </p>
        )}
        {value && (
          <DataTable
            caption="Places with findings that no team answers for"
            columns={columns}
            rows={value.items}
            rowKey={p => `${p.clusterId} ${p.namespace ?? ''}`}
            name="unowned"
            row={['place']}
            sortParam="unowned-sort"
            pageSize={10}
            empty={
              value.clusters.length === 0 && (
                <Nothing title="Everything has an owner" heading="h3">
                  Each finding was resolved to a team by a component, a label or
                  a namespace.
                </Nothing>
              )
            }
          />
        )}
      </div>
    </Panel>
  );
}
