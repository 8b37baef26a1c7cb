// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link, Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { useMemo, useState } from 'react';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { useAction } from '../../../hooks/useAction';
import { BUSY_MS, CALM_MS } from '../../../hooks/useCluster';
import { useLoaded } from '../../../hooks/useLoaded';
import { useUrlState } from '../../../hooks/useUrlState';
import { bytes } from '../../../words/amounts';
import { BackupStateChip } from '../../shared/BackupStateChip';
import { Column, DataTable } from '../../shared/DataTable';
import { Failure } from '../../shared/Failure';
import { GuardedButton } from '../../shared/GuardedButton';
import { LiveRegion } from '../../shared/LiveRegion';
import { Nothing } from '../../shared/Nothing';
import { Actor } from '../../shared/Owner';
import { Panel } from '../../shared/Panel';
import { Time } from '../../shared/Time';
import { BackupDetail } from './BackupDetail';
import { coverage } from './coverage';

/** Backups of a cluster: what was captured, and how far it is proven. */
export function BackupsView(props: {
  detail: api.ClusterDetail;
  onChanged: () => void;
}) {
  const { summary, permissions } = props.detail;
  const client = useApi(eksAutoModeApiRef);
  const url = useUrlState();
  const [busy, setBusy] = useState(false);
  const backups = useLoaded(
    summary.id,
    signal => client.listBackups(summary.id, signal),
    busy ? BUSY_MS : CALM_MS,
  );
  const moving = Boolean(
    backups.value?.some(b => b.state === 'running' || b.state === 'unverified'),
  );
  if (backups.value && moving !== busy) {
    setBusy(moving);
  }
  const start = useAction(async () => {
    await client.startBackup(summary.id);
    backups.reload();
    props.onChanged();
  });
  const columns = useMemo(
    (): Column<api.Backup>[] => [
      {
        id: 'when',
        header: 'Taken',
        names: true,
        render: b => (
          <Link to={url.href({ tab: 'backups', backup: b.id })}>
            <Time at={b.createdAt} />
          </Link>
        ),
        value: b => b.createdAt,
      },
      {
        id: 'by',
        header: 'By',
        render: b => <Actor actor={b.createdBy} />,
        value: b => b.createdBy,
      },
      {
        id: 'objects',
        header: 'Objects',
        align: 'right',
        render: b => b.objects.toLocaleString('en-US'),
        value: b => b.objects,
      },
      {
        id: 'bytes',
        header: 'Size',
        align: 'right',
        render: b => bytes(b.bytes),
        value: b => b.bytes,
      },
      { id: 'coverage', header: 'Coverage', render: coverage, value: coverage },
      {
        id: 'proof',
        header: 'Proof',
        render: b => (
          <>
            <BackupStateChip state={b.state} />{' '}
            {b.verifiedAt && <Time at={b.verifiedAt} />}
          </>
        ),
        value: b => b.state,
      },
      {
        id: 'kept',
        header: 'Kept until',
        render: b =>
          b.keptUntil ? <Time at={b.keptUntil} /> : 'removed by hand',
        value: b => b.keptUntil,
      },
    ],
    [url],
  );
  const chosen = url.get('backup');
  if (chosen) {
    return (
      <BackupDetail
        clusterId={summary.id}
        backupId={chosen}
        mayBackUp={permissions.backUp}
      />
    );
  }
  if (!backups.value) {
    return backups.error ? (
      <Failure what="Backups" error={backups.error} onRetry={backups.reload} />
    ) : (
      <Progress />
    );
  }
  const taking = backups.value.some(b => b.state === 'running');
  const button = (
    <GuardedButton
      variant="outlined"
      color="primary"
      onClick={() => start.run()}
      reason={
        (start.busy && 'One moment…') ||
        (taking && 'A backup is being taken now.') ||
        (!permissions.backUp &&
          'You may not back up this cluster (eks-auto-mode.cluster.back-up). Ask its owner.') ||
        undefined
      }
    >
      Back up now
    </GuardedButton>
  );
  return (
    <Panel title="Backups" action={backups.value.length > 0 && button}>
      {backups.error && <Failure what="Backups" error={backups.error} />}
      {start.error && <Failure what="Back up" error={start.error} />}
      <LiveRegion>{taking ? 'A backup is being taken.' : ''}</LiveRegion>
      <DataTable
        caption="Backups of this cluster, newest first"
        columns={columns}
        name={`backups-${summary.name}`}
        row={['backup']}
        rows={backups.value}
        rowKey={b => b.id}
        empty={
          <Nothing
            title="No backup of this cluster yet"
            heading="h4"
            action={button}
          >
            A backup holds the AWS side and every object that can be read, and
            is read back before it counts. A migration takes one itself, before
            it changes anything.
          </Nothing>
        }
      />
    </Panel>
  );
}
