// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { Link } from '@backstage/core-components';
import { useUrlState } from '../../../hooks/useUrlState';
import { count } from '../../../words/amounts';
import { sourceTypeWords } from '../../../words/sources';
import { Column, DataTable } from '../../shared/DataTable';
import { Nothing } from '../../shared/Nothing';
import { Panel } from '../../shared/Panel';
import { Time } from '../../shared/Time';
import { Definers, Evidence } from './Evidence';
import { StateWord } from './StateWord';

const nodeColumns: Column<api.SourceNode>[] = [
  {
    id: 'node',
    header: 'Node',
    names: true,
    render: n => (
      <>
        {n.name}
        {!n.ready && (
          <>
            {' '}
            <StateWord tone="error" word="not ready" />
          </>
        )}
      </>
    ),
    value: n => n.name,
  },
  {
    id: 'machine',
    header: 'Machine',
    render: n => (
      <>
        {n.instanceType ?? 'type unknown'}
        {n.zone && `, ${n.zone}`}
        <br />
        {n.instance ?? 'no EC2 instance'}
      </>
    ),
    value: n => `${n.instanceType ?? ''} ${n.zone ?? ''} ${n.instance ?? ''}`,
  },
  {
    id: 'age',
    header: 'Joined',
    render: n => (n.createdAt ? <Time at={n.createdAt} /> : 'unknown'),
    value: n => n.createdAt,
  },
  {
    id: 'pods',
    header: 'Pods',
    align: 'right',
    render: n => n.pods,
    value: n => n.pods,
  },
  {
    id: 'evidence',
    header: 'Because',
    render: n => <Evidence lines={n.evidence} />,
    value: n => n.evidence.join('; '),
  },
];

function Nodes(props: { source: api.NodeSource }) {
  const { source } = props;
  return (
    <DataTable
      caption={`Nodes of ${source.name}, and why they belong to it`}
      sortParam="nodeSort"
      name={`nodes-of-${source.name}`}
      row={['node']}
      columns={nodeColumns}
      rows={source.nodes}
      rowKey={n => n.name}
      empty={
        <Nothing title="No node now" heading="h4">
          {source.type === 'auto'
            ? 'Auto Mode launches one as soon as a pod needs it.'
            : 'None of the cluster’s nodes comes from it.'}
        </Nothing>
      }
    />
  );
}

/** Every source, whose definition it is, and its nodes with the evidence. */
export function SourcesPanel(props: { sources: api.NodeSource[] }) {
  const url = useUrlState();
  const open = url.get('source');
  const columns: Column<api.NodeSource>[] = [
    {
      id: 'source',
      header: 'Source',
      names: true,
      render: s => (
        <>
          <strong>{s.name}</strong>
          <br />
          {sourceTypeWords[s.type]}
        </>
      ),
      value: s => s.name,
    },
    {
      id: 'nodes',
      header: 'Nodes',
      render: s => (
        <>
          <Link
            to={url.href({ source: open === s.id ? undefined : s.id })}
            aria-expanded={open === s.id}
          >
            {count(s.nodes.length, 'node')}
          </Link>
          {s.sizes && (
            <>
              <br />
              wants {s.sizes.desired} ({s.sizes.min}–{s.sizes.max})
            </>
          )}
        </>
      ),
      value: s => s.nodes.length,
    },
    {
      id: 'definers',
      header: 'Defined by',
      render: s => <Definers definers={s.definers} />,
      value: s =>
        s.definers.map(one => `${one.tool} (${one.evidence})`).join('; '),
    },
    {
      id: 'image',
      header: 'Image',
      render: s =>
        s.image ? (
          <>
            {s.image.name}
            <br />
            {s.image.builtAt ? (
              <>
                built <Time at={s.image.builtAt} /> ({s.image.evidence})
              </>
            ) : (
              `age unknown: ${s.image.evidence}`
            )}
          </>
        ) : (
          '—'
        ),
      value: s =>
        s.image ? `${s.image.name} ${s.image.builtAt ?? 'age unknown'}` : '',
    },
  ];
  return (
    <Panel title="Where the nodes come from">
      <DataTable
        caption="Sources of nodes, by what AWS says of each machine; who holds their definition"
        sortParam="fromSort"
        name="node-sources"
        row={['source']}
        columns={columns}
        rows={props.sources}
        rowKey={s => s.id}
        below={s => (s.id === open ? <Nodes source={s} /> : undefined)}
        empty={
          <Nothing title="No source of nodes" heading="h4">
            This cluster has no node group, pool, profile or instance that could
            be read.
          </Nothing>
        }
      />
    </Panel>
  );
}
