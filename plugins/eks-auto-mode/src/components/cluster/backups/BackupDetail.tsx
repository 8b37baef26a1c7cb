// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link, Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import Alert from '@material-ui/lab/Alert';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { useAction } from '../../../hooks/useAction';
import { BUSY_MS } from '../../../hooks/useCluster';
import { useLoaded } from '../../../hooks/useLoaded';
import { useUrlState } from '../../../hooks/useUrlState';
import { bytes, shortDigest } from '../../../words/amounts';
import { BackupStateChip } from '../../shared/BackupStateChip';
import { Column, DataTable } from '../../shared/DataTable';
import { Failure } from '../../shared/Failure';
import { GuardedButton } from '../../shared/GuardedButton';
import { Nothing } from '../../shared/Nothing';
import { Actor } from '../../shared/Owner';
import { Panel } from '../../shared/Panel';
import { Time } from '../../shared/Time';
import { coverage } from './coverage';
import { toneColour } from '../../shared/Toned';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(190px, 1fr))',
    gap: theme.spacing(2),
    margin: theme.spacing(1, 0, 0),
    '& dt': {
      color: toneColour('neutral', theme.palette.type),
      fontSize: '0.8125rem',
    },
    '& dd': { margin: 0 },
  },
}));

const unreadColumns: Column<api.BackupUnread>[] = [
  {
    id: 'required',
    header: 'Required',
    render: u => (u.required ? <strong>Required</strong> : 'Not required'),
    value: u => (u.required ? 'required' : 'not required'),
  },
  {
    id: 'what',
    header: 'What',
    names: true,
    render: u => <code>{u.what}</code>,
    value: u => u.what,
  },
  { id: 'reason', header: 'Why', render: u => u.reason, value: u => u.reason },
];
const partColumns: Column<api.BackupPart>[] = [
  {
    id: 'key',
    header: 'Part',
    names: true,
    render: p => <code>{p.key}</code>,
    value: p => p.key,
  },
  {
    id: 'objects',
    header: 'Objects',
    align: 'right',
    render: p => p.objects.toLocaleString('en-US'),
    value: p => p.objects,
  },
  {
    id: 'bytes',
    header: 'Stored',
    align: 'right',
    render: p => bytes(p.bytes),
    value: p => p.bytes,
  },
  {
    id: 'sha256',
    header: 'SHA-256',
    render: p => <code title={p.sha256}>{shortDigest(p.sha256)}</code>,
    value: p => p.sha256,
  },
];

/** One backup: its manifest in numbers, what is missing from it, and its proof. */
export function BackupDetail(props: {
  clusterId: string;
  backupId: string;
  mayBackUp: boolean;
}) {
  const { clusterId, backupId } = props;
  const classes = useStyles();
  const url = useUrlState();
  const client = useApi(eksAutoModeApiRef);
  const [busy, setBusy] = useState(true);
  const backup = useLoaded(
    `${clusterId} ${backupId}`,
    signal => client.getBackup(clusterId, backupId, signal),
    busy ? BUSY_MS : undefined,
  );
  const state = backup.value?.state;
  const moving = state === 'running' || state === 'unverified';
  if (backup.value && moving !== busy) {
    setBusy(moving);
  }
  const verify = useAction(async () => {
    await client.verifyBackup(clusterId, backupId);
    backup.reload();
    setBusy(true);
  });
  const back = <Link to={url.href({ tab: 'backups' })}>← All backups</Link>;
  if (!backup.value) {
    return (
      <div className={classes.root}>
        {back}
        {backup.error ? (
          <Failure what="Backup" error={backup.error} onRetry={backup.reload} />
        ) : (
          <Progress />
        )}
      </div>
    );
  }
  const b = backup.value;
  const required = b.unread.filter(u => u.required).length;
  return (
    <div className={classes.root}>
      {back}
      <Panel
        title={
          <>
            Backup of {b.clusterName}, taken <Time at={b.createdAt} />
          </>
        }
        action={
          <GuardedButton
            variant="outlined"
            color="primary"
            onClick={() => verify.run()}
            reason={
              (verify.busy && 'One moment…') ||
              (b.state === 'running' && 'It is still being taken.') ||
              (b.state === 'failed' &&
                'It was never finished: there is nothing to read back.') ||
              (!props.mayBackUp &&
                'You may not verify backups of this cluster (eks-auto-mode.cluster.back-up).') ||
              undefined
            }
          >
            Verify
          </GuardedButton>
        }
      >
        {verify.error && <Failure what="Verify" error={verify.error} />}
        {b.error && <Alert severity="error">{b.error}</Alert>}
        {required > 0 && (
          <Alert severity="warning">
            {required} required {required === 1 ? 'part is' : 'parts are'}{' '}
            missing. No migration can start on this backup: grant the access
            below and back up again.
          </Alert>
        )}
        <dl className={classes.facts}>
          <div>
            <dt>Proof</dt>
            <dd>
              <BackupStateChip state={b.state} />{' '}
              {b.verifiedAt && <Time at={b.verifiedAt} />}
            </dd>
          </div>
          <div>
            <dt>Taken by</dt>
            <dd>
              <Actor actor={b.createdBy} />
            </dd>
          </div>
          <div>
            <dt>Objects</dt>
            <dd>{b.objects.toLocaleString('en-US')}</dd>
          </div>
          <div>
            <dt>Stored</dt>
            <dd>{bytes(b.bytes)}</dd>
          </div>
          <div>
            <dt>Coverage</dt>
            <dd>{coverage(b)}</dd>
          </div>
          <div>
            <dt>Kept until</dt>
            <dd>
              {b.keptUntil ? <Time at={b.keptUntil} /> : 'removed by hand'}
            </dd>
          </div>
          <div>
            <dt>Where</dt>
            <dd>
              <code>
                s3://{b.bucket}/{b.prefix}
              </code>
            </dd>
          </div>
        </dl>
      </Panel>
      <Panel title="What could not be read">
        <DataTable
          caption="What this backup does not hold"
          columns={unreadColumns}
          sortParam="unreadSort"
          name="unread"
          row={['thing']}
          rows={b.unread}
          rowKey={u => u.what}
          empty={<Nothing title="Everything could be read" heading="h4" />}
        />
      </Panel>
      <Panel title="Parts">
        <DataTable
          caption="The stored parts, each with its digest"
          columns={partColumns}
          sortParam="partSort"
          name="backup-parts"
          row={['part']}
          rows={b.parts}
          rowKey={p => p.key}
          empty={<Nothing title="No part stored yet" heading="h4" />}
        />
      </Panel>
    </div>
  );
}
