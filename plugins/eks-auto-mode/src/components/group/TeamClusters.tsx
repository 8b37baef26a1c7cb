// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@backstage/core-components';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { useMemo } from 'react';
import { useEntityLink } from '../../hooks/useEntityLink';
import { Column, DataTable } from '../shared/DataTable';
import { VerdictChip } from '../shared/VerdictChip';

const useStyles = makeStyles(theme => ({
  title: { margin: theme.spacing(0, 0, 1), fontSize: '1rem' },
}));

const numbers: [
  keyof api.TeamCluster & ('blockers' | 'warnings' | 'unknowns'),
  string,
  api.Severity,
][] = [
  ['blockers', 'Blockers', 'blocker'],
  ['warnings', 'Warnings', 'warning'],
  ['unknowns', 'Not read', 'unknown'],
];

/** Clusters that are the team's, or that something of the team's runs on. */
export function TeamClusters(props: { team: api.TeamView; entityRef: string }) {
  const { team, entityRef } = props;
  const classes = useStyles();
  const link = useEntityLink();
  const columns = useMemo(
    (): Column<api.TeamCluster>[] => [
      {
        id: 'cluster',
        header: 'Cluster',
        names: true,
        render: c => {
          const to = link(c.clusterEntityRef, {
            tab: 'readiness',
            owner: entityRef,
          });
          return to ? <Link to={to}>{c.clusterName}</Link> : c.clusterName;
        },
        value: c => c.clusterName,
      },
      {
        id: 'verdict',
        header: 'Readiness',
        render: c => <VerdictChip verdict={c.verdict} plain />,
        value: c => c.verdict,
      },
      {
        id: 'owned',
        header: 'Cluster is',
        render: c => (c.owned ? 'this team’s' : 'another team’s'),
        value: c => c.owned,
      },
      ...numbers.map(
        ([field, header, severity]): Column<api.TeamCluster> => ({
          id: field,
          header,
          align: 'right',
          render: c => {
            const to =
              c[field] > 0 &&
              link(c.clusterEntityRef, {
                tab: 'readiness',
                severity,
                owner: entityRef,
              });
            return to ? (
              <Link
                to={to}
                aria-label={`${c[field]} ${header} on ${c.clusterName}`}
              >
                {c[field]}
              </Link>
            ) : (
              c[field]
            );
          },
          value: c => c[field],
        }),
      ),
    ],
    [link, entityRef],
  );
  if (team.clusters.length === 0) return null;
  const hidden = team.counts.clusters - team.clusters.length;
  return (
    <section>
      <h4 className={classes.title}>Clusters ({team.counts.clusters})</h4>
      <DataTable
        caption={`Clusters of this team or with something of its own${
          hidden > 0 ? `; ${hidden} more have less of it` : ''
        }`}
        columns={columns}
        rows={team.clusters}
        rowKey={c => c.clusterId}
        sortParam="team-sort"
        pageSize={5}
        empty={null}
      />
    </section>
  );
}
