// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link } from '@backstage/core-components';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { account } from '../../words/amounts';
import { VERDICTS } from '../../words/readiness';
import type { Column } from '../shared/DataTable';
import { Owner } from '../shared/Owner';
import { RunStateChip } from '../shared/RunStateChip';
import { Time } from '../shared/Time';
import { VerdictChip } from '../shared/VerdictChip';

/** The columns of the fleet's table. */
export function clusterColumns(
  link: (cluster: api.ClusterSummary) => string | undefined,
): Column<api.ClusterSummary>[] {
  return [
    {
      id: 'name',
      header: 'Cluster',
      names: true,
      render: c => {
        const to = link(c);
        return (
          <>
            {to ? <Link to={to}>{c.name}</Link> : c.name}
            <br />
            <small>
              {[c.region, account(c.accountId), c.environment]
                .filter(Boolean)
                .join(' · ')}
            </small>
          </>
        );
      },
      value: c => c.name,
    },
    {
      id: 'verdict',
      header: 'Readiness',
      render: c => (
        <>
          <VerdictChip verdict={c.verdict} plain />
          {c.problem && (
            <>
              <br />
              <small>{c.problem.message}</small>
            </>
          )}
        </>
      ),
      // Worst first, in the order of the bar above the table.
      value: c =>
        c.verdict
          ? `${VERDICTS.indexOf(c.verdict)} ${c.verdict}`
          : 'not assessed',
    },
    {
      id: 'blockers',
      header: 'Blockers',
      align: 'right',
      render: c => c.counts?.blocker ?? '–',
      value: c => c.counts?.blocker,
    },
    {
      id: 'warnings',
      header: 'Warnings',
      align: 'right',
      render: c => c.counts?.warning ?? '–',
      value: c => c.counts?.warning,
    },
    {
      id: 'run',
      header: 'Run',
      render: c =>
        c.activeRun ? <RunStateChip state={c.activeRun.state} plain /> : 'none',
      value: c => c.activeRun?.state ?? 'none',
    },
    {
      id: 'owner',
      header: 'Owner',
      render: c => (
        <span style={{ whiteSpace: 'nowrap' }}>
          <Owner owner={c.owner} />
        </span>
      ),
      value: c => c.owner,
    },
    {
      id: 'version',
      header: 'EKS',
      render: c => c.version ?? '–',
      value: c => c.version,
    },
    {
      id: 'nodes',
      header: 'Nodes (Auto)',
      align: 'right',
      render: c =>
        c.nodes === undefined ? '–' : `${c.nodes} (${c.autoNodes ?? 0})`,
      value: c => c.nodes,
    },
    {
      id: 'read',
      header: 'Read',
      render: c => (
        <>
          {c.readAt ? <Time at={c.readAt} /> : 'never'}
          {c.stale && c.readAt && ' (stale)'}
          {c.refreshing && ' (being read)'}
        </>
      ),
      value: c => c.readAt,
    },
  ];
}
