// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { bytes, cores, count, share } from '../../../words/amounts';
import type { Tone } from '../../../words/readiness';
import { Column, DataTable } from '../../shared/DataTable';
import { Nothing } from '../../shared/Nothing';
import { Panel } from '../../shared/Panel';
import { Definers } from './Evidence';
import { StateWord } from './StateWord';

const readiness: Record<api.NodePool['ready'], { word: string; tone: Tone }> = {
  ready: { word: 'ready', tone: 'ok' },
  'not-ready': { word: 'not ready', tone: 'error' },
  unknown: { word: 'not known', tone: 'neutral' },
};

/** "12 of 1,000 cores (1 %)": what is launched of what the pool may. */
function Limit(props: { pool: api.NodePool }) {
  const { used, limits } = props.pool;
  if (!used && !limits) {
    return <>no limit</>;
  }
  return (
    <>
      {cores(used?.cpu ?? 0)}
      {limits?.cpu !== undefined &&
        ` of ${limits.cpu.toLocaleString('en-US')} (${share(
          used?.cpu ?? 0,
          limits.cpu,
        )})`}
      <br />
      {bytes(used?.memory ?? 0)}
      {limits?.memory !== undefined &&
        ` of ${bytes(limits.memory)} (${share(
          used?.memory ?? 0,
          limits.memory,
        )})`}
      {!limits && (
        <>
          <br />
          no limit
        </>
      )}
    </>
  );
}

function lifeInWords({ kind, expireAfter }: api.NodePool): string {
  if (expireAfter === 'Never') return 'never';
  // What Auto Mode, and the schema of Karpenter's kind, say where a pool says nothing.
  return expireAfter
    ? `after ${expireAfter}`
    : `by default after ${kind === 'auto' ? '336h' : '720h'}`;
}

/** Of the API's `WhenEmptyOrUnderutilized after 30s`. */
function consolidationInWords(text: string): string {
  return text
    .replace('WhenEmptyOrUnderutilized', 'when empty or underused,')
    .replace('WhenEmpty', 'when empty,')
    .replace(/,$/, '');
}

const columns: Column<api.NodePool>[] = [
  {
    id: 'pool',
    header: 'Pool',
    names: true,
    render: p => (
      <>
        <strong>{p.name}</strong>
        <br />
        {p.kind === 'auto' ? 'Auto Mode' : 'Karpenter'}, class {p.nodeClass}
        {p.weight !== undefined && `, weight ${p.weight}`}
      </>
    ),
    value: p => p.name,
  },
  {
    id: 'ready',
    header: 'State',
    render: p => (
      <>
        <StateWord {...readiness[p.ready]} />
        {p.message && (
          <>
            <br />
            {p.message}
          </>
        )}
      </>
    ),
    value: p => p.ready,
  },
  {
    id: 'nodes',
    header: 'Nodes',
    render: p => (
      <>
        {count(p.nodes, 'node')}
        {p.replicas !== undefined && `, always ${p.replicas}`}
      </>
    ),
    value: p => p.nodes,
  },
  {
    id: 'used',
    header: 'Launched, of its limit',
    render: p => <Limit pool={p} />,
    value: p => p.used?.cpu,
  },
  {
    id: 'life',
    header: 'Replaces nodes',
    render: p => (
      <>
        {lifeInWords(p)}
        {p.consolidation && (
          <>
            <br />
            {consolidationInWords(p.consolidation)}
          </>
        )}
        {p.budgets.map(budget => (
          <div key={budget}>{budget}</div>
        ))}
      </>
    ),
    value: p =>
      [p.expireAfter, p.consolidation, ...p.budgets].filter(Boolean).join('; '),
  },
  {
    id: 'definers',
    header: 'Defined by',
    render: p => <Definers definers={p.definers} />,
    value: p => p.definers.map(one => one.tool).join(', '),
  },
];

/** The pools that launch nodes, how far they may go and when they replace nodes. */
export function PoolsPanel(props: { pools: api.NodePool[] }) {
  return (
    <Panel title="Pools">
      <DataTable
        caption="Pools that launch nodes, how far they may go, and when they replace nodes"
        sortParam="poolSort"
        name="node-pools"
        row={['pool']}
        columns={columns}
        rows={props.pools}
        rowKey={p => p.name}
        empty={
          <Nothing title="No pool" heading="h4">
            Without a pool Auto Mode launches nothing. A plan makes the ones
            that this cluster’s pods need.
          </Nothing>
        }
      />
    </Panel>
  );
}
