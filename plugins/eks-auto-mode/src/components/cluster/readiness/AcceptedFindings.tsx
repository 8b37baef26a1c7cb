// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { useAction } from '../../../hooks/useAction';
import { Column, DataTable } from '../../shared/DataTable';
import { Failure } from '../../shared/Failure';
import { GuardedButton } from '../../shared/GuardedButton';
import { Actor } from '../../shared/Owner';
import { Panel } from '../../shared/Panel';
import { Time } from '../../shared/Time';

/** Risks that somebody accepted: why, until when, and the way to take it back. */
export function AcceptedFindings(props: {
  clusterId: string;
  exceptions: api.Exception[];
  mayExcept: boolean;
  onChanged: () => void;
}) {
  const client = useApi(eksAutoModeApiRef);
  const takeBack = useAction(async (id: string) => {
    await client.deleteException(props.clusterId, id);
    props.onChanged();
  });
  if (props.exceptions.length === 0) {
    return null;
  }
  const columns: Column<api.Exception>[] = [
    {
      id: 'code',
      header: 'Finding',
      names: true,
      render: e => (
        <>
          <code>{e.code}</code> {e.subjectKey}
        </>
      ),
      value: e => `${e.code} ${e.subjectKey}`,
    },
    {
      id: 'reason',
      header: 'Reason',
      render: e => e.reason,
      value: e => e.reason,
    },
    {
      id: 'by',
      header: 'Accepted by',
      render: e => (
        <>
          <Actor actor={e.createdBy} />, <Time at={e.createdAt} />
        </>
      ),
      value: e => e.createdBy,
    },
    {
      id: 'until',
      header: 'Expires',
      render: e => <Time at={e.expiresAt} />,
      value: e => e.expiresAt,
    },
    {
      id: 'undo',
      header: 'Action',
      sortable: false,
      render: e => (
        <GuardedButton
          size="small"
          aria-label={`Take back the acceptance of ${e.code} on ${e.subjectKey}`}
          onClick={() => takeBack.run(e.id)}
          reason={
            (takeBack.busy && 'One moment…') ||
            (!props.mayExcept &&
              'You may not change accepted risks here (eks-auto-mode.finding.except).') ||
            undefined
          }
        >
          Take back
        </GuardedButton>
      ),
      value: () => undefined,
    },
  ];
  return (
    <Panel title="Accepted risks">
      {takeBack.error && <Failure error={takeBack.error} />}
      <DataTable
        caption="Findings that somebody accepted; they count again when they expire"
        sortParam="acceptedSort"
        name="accepted-risks"
        row={['accepted risk']}
        columns={columns}
        rows={props.exceptions}
        rowKey={e => e.id}
        empty={null}
      />
    </Panel>
  );
}
