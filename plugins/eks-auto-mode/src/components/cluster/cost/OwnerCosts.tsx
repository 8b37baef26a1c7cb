// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { dollars } from '../../../words/amounts';
import { Column, DataTable } from '../../shared/DataTable';
import { Nothing } from '../../shared/Nothing';
import { Owner } from '../../shared/Owner';

const columns: Column<api.OwnerCost>[] = [
  {
    id: 'owner',
    header: 'Whose pods ask for it',
    names: true,
    render: ({ owner }) =>
      owner ? <Owner owner={owner} /> : 'nobody: not asked for by any pod',
    value: ({ owner }) => owner ?? '',
  },
  {
    id: 'now',
    header: 'Nodes today, a month',
    align: 'right',
    render: one => dollars(one.nowMonthly),
    value: one => one.nowMonthly,
  },
  {
    id: 'after',
    header: 'As simulated, fee included',
    align: 'right',
    render: one => dollars(one.afterMonthly),
    value: one => one.afterMonthly,
  },
];

/** How the nodes' cost falls to owners, by what their pods ask for. */
export function OwnerCosts(props: { owners: api.OwnerCost[] }) {
  return (
    <DataTable
      caption="How the nodes’ cost falls to owners, by what their pods ask for"
      sortParam="costSort"
      name="cost-by-owner"
      row={['owner']}
      columns={columns}
      rows={props.owners}
      rowKey={one => one.owner ?? 'nobody'}
      empty={
        <Nothing title="No owner is known" heading="h4">
          The pods of this cluster could not be read, so its cost cannot be told
          apart.
        </Nothing>
      }
    />
  );
}
