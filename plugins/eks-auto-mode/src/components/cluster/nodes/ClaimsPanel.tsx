// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Tone } from '../../../words/readiness';
import { Column, DataTable } from '../../shared/DataTable';
import { Nothing } from '../../shared/Nothing';
import { Panel } from '../../shared/Panel';
import { Time } from '../../shared/Time';
import { StateWord } from './StateWord';

const states: Record<api.NodeClaim['state'], { word: string; tone: Tone }> = {
  ready: { word: 'ready', tone: 'ok' },
  launching: { word: 'launching', tone: 'info' },
  'not-ready': { word: 'not ready', tone: 'error' },
  leaving: { word: 'leaving', tone: 'warning' },
};

const columns: Column<api.NodeClaim>[] = [
  {
    id: 'claim',
    header: 'NodeClaim',
    names: true,
    render: c => (
      <>
        {c.name}
        <br />
        {c.node ?? 'no node yet'}
      </>
    ),
    value: c => `${c.name} ${c.node ?? ''}`,
  },
  {
    id: 'pool',
    header: 'Pool',
    render: c => c.pool ?? '—',
    value: c => c.pool,
  },
  {
    id: 'machine',
    header: 'Machine',
    render: c =>
      [c.instanceType, c.capacityType, c.zone].filter(Boolean).join(', ') ||
      '—',
    value: c =>
      [c.instanceType, c.capacityType, c.zone].filter(Boolean).join(', '),
  },
  {
    id: 'state',
    header: 'State',
    render: c => (
      <>
        <StateWord {...states[c.state]} />
        {c.why && (
          <>
            <br />
            {c.why}
          </>
        )}
      </>
    ),
    value: c => c.state,
  },
  {
    id: 'age',
    header: 'Made',
    render: c => (c.createdAt ? <Time at={c.createdAt} /> : 'unknown'),
    value: c => c.createdAt,
  },
  {
    id: 'expires',
    header: 'Replaced by its pool',
    render: c => (c.expiresAt ? <Time at={c.expiresAt} /> : 'never'),
    value: c => c.expiresAt,
  },
  {
    id: 'latest',
    header: 'At the latest (21 days)',
    render: c => (c.latestAt ? <Time at={c.latestAt} /> : 'no such limit'),
    value: c => c.latestAt,
  },
];

/** Every node that a pool has asked for, with the days that are left to it. */
export function ClaimsPanel(props: { claims: api.NodeClaim[] }) {
  return (
    <Panel title="NodeClaims and the age of nodes">
      <DataTable
        caption="What pools have asked for, and when each node is replaced"
        sortParam="claimSort"
        name="node-claims"
        row={['NodeClaim']}
        columns={columns}
        rows={props.claims}
        rowKey={c => c.name}
        empty={
          <Nothing title="No pool has asked for a node" heading="h4">
            That is well as long as no pod waits for one: Auto Mode launches a
            node when a pod needs it, and takes it away when none does.
          </Nothing>
        }
      />
    </Panel>
  );
}
