// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { count } from '../../../words/amounts';
import { sourceName } from '../../../words/sources';
import type { Tone } from '../../../words/readiness';
import { Column, DataTable } from '../../shared/DataTable';
import { Panel } from '../../shared/Panel';
import { StateWord } from './StateWord';

const verdicts: Record<
  api.SubnetAddresses['verdict'],
  { word: string; tone: Tone }
> = {
  enough: { word: 'enough', tone: 'ok' },
  tight: { word: 'tight', tone: 'warning' },
  short: { word: 'too few', tone: 'error' },
  unknown: { word: 'not known', tone: 'neutral' },
};

const columns: Column<api.SubnetAddresses>[] = [
  {
    id: 'subnet',
    header: 'Subnet',
    names: true,
    render: s => (
      <>
        {s.subnet}
        <br />
        {s.cidr}, {s.zone}
      </>
    ),
    value: s => `${s.subnet} ${s.cidr} ${s.zone}`,
  },
  {
    id: 'used',
    header: 'Used by sources today',
    render: s =>
      s.sources.length === 0
        ? 'no node'
        : s.sources.map(one => (
            <div key={one.source}>
              {sourceName(one.source)}: {one.used.toLocaleString('en-US')} by{' '}
              {count(one.nodes, 'node')}
              {one.most === undefined
                ? ', what they may take is not known'
                : `, may take ${one.most.toLocaleString('en-US')}`}
            </div>
          )),
    value: s => s.sources.reduce((sum, one) => sum + one.used, 0),
  },
  {
    id: 'free',
    header: 'Free',
    align: 'right',
    render: s => s.free.toLocaleString('en-US'),
    value: s => s.free,
  },
  {
    id: 'after',
    header: 'Needed on Auto Mode',
    align: 'right',
    render: s => {
      if (s.neededAfter === undefined) return 'not known';
      if (s.neededAfter === 0) return 'none';
      return (
        <>
          {s.neededAfter.toLocaleString('en-US')}
          {s.nodesAfter !== undefined && ` by ${count(s.nodesAfter, 'node')}`}
          {s.mostAfter !== undefined && (
            <>
              <br />
              at most {s.mostAfter.toLocaleString('en-US')}
            </>
          )}
        </>
      );
    },
    value: s => s.neededAfter,
  },
  {
    id: 'verdict',
    header: 'Enough?',
    render: s => (
      <>
        <StateWord {...verdicts[s.verdict]} />
        <br />
        {s.why}
      </>
    ),
    value: s => s.verdict,
  },
];

/** Addresses that nodes take today, those that are free, and those that Auto nodes will take. */
export function AddressesPanel(props: { subnets: api.SubnetAddresses[] }) {
  return (
    <Panel title="Addresses">
      <DataTable
        caption="Addresses by subnet: old and new nodes hold theirs side by side while pods move"
        sortParam="subnetSort"
        name="addresses-by-subnet"
        row={['subnet']}
        columns={columns}
        rows={props.subnets}
        rowKey={s => s.subnet}
        empty={null}
      />
    </Panel>
  );
}
