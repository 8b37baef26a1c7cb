// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { sourceName } from '../../../words/sources';
import type { Tone } from '../../../words/readiness';
import { Column, DataTable } from '../../shared/DataTable';
import { Panel } from '../../shared/Panel';
import { Time } from '../../shared/Time';
import { Evidence } from './Evidence';
import { StateWord } from './StateWord';

const states: Record<api.Stray['state'], { word: string; tone: Tone }> = {
  'not-joined': { word: 'did not join', tone: 'error' },
  'no-instance': { word: 'has no instance', tone: 'warning' },
  'not-expected': { word: 'no node, and none expected', tone: 'neutral' },
};

interface Odd {
  key: string;
  what: string;
  state: { word: string; tone: Tone };
  source?: string;
  type?: string;
  launchedAt?: string;
  why: string;
  evidence: string[];
}

const columns: Column<Odd>[] = [
  {
    id: 'what',
    header: 'Instance or node',
    names: true,
    render: o => (
      <>
        {o.what}
        {o.type && (
          <>
            <br />
            {o.type}
          </>
        )}
      </>
    ),
    value: o => o.what,
  },
  {
    id: 'state',
    header: 'State',
    render: o => <StateWord {...o.state} />,
    value: o => o.state.word,
  },
  {
    id: 'source',
    header: 'Source',
    render: o => o.source ?? '—',
    value: o => o.source,
  },
  {
    id: 'launched',
    header: 'Launched',
    render: o => (o.launchedAt ? <Time at={o.launchedAt} /> : '—'),
    value: o => o.launchedAt,
  },
  {
    id: 'why',
    header: 'What is known',
    render: o => (
      <>
        {o.why}
        {o.evidence.length > 0 && <Evidence lines={o.evidence} />}
      </>
    ),
    value: o => [o.why, ...o.evidence].join('; '),
  },
];

/** Nodes of which AWS and their labels do not say the same, instances without nodes, and the other way round. */
export function OddPanel(props: {
  disputes: api.NodeDispute[];
  strays: api.Stray[];
}) {
  const odd: Odd[] = [
    ...props.disputes.map(({ node, source, why }) => ({
      key: `dispute ${node}`,
      what: node,
      state: { word: 'of unknown origin', tone: 'error' as const },
      source: `perhaps ${sourceName(source)}`,
      why: `A run does not touch it: ${why}.`,
      evidence: [],
    })),
    ...props.strays.map(stray => ({
      key: `${stray.state} ${stray.instance ?? ''} ${stray.node ?? ''}`,
      what: stray.node ?? stray.instance ?? '',
      state: states[stray.state],
      source: stray.source && sourceName(stray.source),
      type: [stray.instanceType, stray.zone].filter(Boolean).join(', '),
      launchedAt: stray.launchedAt,
      why: stray.why,
      evidence: stray.evidence,
    })),
  ];
  if (odd.length === 0) {
    return null;
  }
  return (
    <Panel title="Not as they should be">
      <DataTable
        caption="Nodes of uncertain origin, instances that did not join, and nodes without an instance"
        sortParam="oddSort"
        name="nodes-not-as-they-should-be"
        row={['entry', 'entries']}
        columns={columns}
        rows={odd}
        rowKey={o => o.key}
        empty={null}
      />
    </Panel>
  );
}
