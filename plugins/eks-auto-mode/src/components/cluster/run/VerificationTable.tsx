// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import CancelIcon from '@material-ui/icons/Cancel';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import { Column, DataTable } from '../../shared/DataTable';
import { Nothing } from '../../shared/Nothing';
import { Panel } from '../../shared/Panel';
import { Toned } from '../../shared/Toned';

const columns: Column<api.VerificationRow>[] = [
  {
    id: 'what',
    header: 'What',
    names: true,
    render: r => r.what,
    value: r => r.what,
  },
  {
    id: 'before',
    header: 'Before',
    render: r => r.before,
    value: r => r.before,
  },
  { id: 'after', header: 'After', render: r => r.after, value: r => r.after },
  {
    id: 'holds',
    header: 'Result',
    render: r =>
      r.holds ? (
        <Toned tone="ok" icon={<CheckCircleIcon aria-hidden />} plain>
          Holds
        </Toned>
      ) : (
        <Toned tone="error" icon={<CancelIcon aria-hidden />} plain>
          Does not hold
        </Toned>
      ),
    value: r => (r.holds ? 'holds' : 'does not hold'),
  },
];

/** Before and after, row by row: the proof that the migration worked. */
export function VerificationTable(props: { verification: api.Verification }) {
  const { rows } = props.verification;
  const failed = rows.filter(r => !r.holds).length;
  return (
    <Panel
      title={
        failed === 0
          ? 'Verified: everything holds'
          : `Verification: ${failed} of ${rows.length} do not hold`
      }
    >
      <DataTable
        caption="The cluster before and after the migration"
        sortParam="verifySort"
        columns={columns}
        rows={rows}
        rowKey={r => r.what}
        empty={<Nothing title="Nothing was compared yet" heading="h4" />}
      />
    </Panel>
  );
}
