// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { useLoaded } from '../../../hooks/useLoaded';
import { count } from '../../../words/amounts';
import { Column, DataTable } from '../../shared/DataTable';
import { Failure } from '../../shared/Failure';
import { LineChart, Series } from '../../shared/LineChart';
import { Nothing } from '../../shared/Nothing';
import { Panel } from '../../shared/Panel';
import { VerdictChip } from '../../shared/VerdictChip';

const DAYS = 90;

const numbers: [
  'blockers' | 'warnings' | 'unknowns',
  string,
  Series['tone'],
  string | undefined,
][] = [
  ['blockers', 'Blockers', 'error', undefined],
  ['warnings', 'Warnings', 'warning', '8 5'],
  ['unknowns', 'Not read', 'neutral', '2 4'],
];

const columns: Column<api.ClusterDay>[] = [
  {
    id: 'day',
    header: 'Day',
    names: true,
    render: d => d.day,
    value: d => d.day,
  },
  {
    id: 'verdict',
    header: 'Readiness',
    render: d => <VerdictChip verdict={d.verdict} plain />,
    value: d => d.verdict,
  },
  ...numbers.map(
    ([field, header]): Column<api.ClusterDay> => ({
      id: field,
      header,
      align: 'right',
      render: d => d[field],
      value: d => d[field],
    }),
  ),
  {
    id: 'nodes',
    header: 'Nodes (of Auto Mode)',
    align: 'right',
    render: d =>
      d.nodes === undefined ? 'not read' : `${d.nodes} (${d.autoNodes ?? 0})`,
    value: d => d.nodes,
  },
];

/** What the cluster came to, day by day, as a line and as a table. */
export function DaysPanel(props: { clusterId: string; clusterName: string }) {
  const client = useApi(eksAutoModeApiRef);
  const loaded = useLoaded(`days of ${props.clusterId}`, signal =>
    client.getClusterHistory(props.clusterId, DAYS, signal),
  );
  const days = loaded.value?.days ?? [];
  const [first] = days;
  const last = days[days.length - 1];
  return (
    <Panel title="Day by day">
      {loaded.error && (
        <Failure
          what="Day by day"
          error={loaded.error}
          onRetry={loaded.reload}
        />
      )}
      {!loaded.value && !loaded.error && <Progress />}
      {loaded.value && days.length < 2 && (
        <Nothing title="Not two days are known yet" heading="h4">
          Each day is written down as it ends up; a line needs two.
        </Nothing>
      )}
      {days.length >= 2 && (
        <>
          <LineChart
            says={`Findings to act on of ${
              props.clusterName
            }, day by day: ${count(first.blockers, 'blocker')} on ${
              first.day
            }, ${last.blockers} on ${
              last.day
            }. The table below has the numbers.`}
            series={numbers.map(([field, name, tone, dashes]) => ({
              name,
              tone,
              dashes,
              points: days.map(day => ({ day: day.day, value: day[field] })),
            }))}
          />
          <details>
            <summary>The numbers as a table</summary>
            <DataTable
              caption={`What ${props.clusterName} came to, day by day`}
              columns={columns}
              rows={[...days].reverse()}
              rowKey={d => d.day}
              name={`days-${props.clusterName}`}
              row={['day']}
              sortParam="days-sort"
              pageSize={10}
              empty={null}
            />
          </details>
        </>
      )}
    </Panel>
  );
}
