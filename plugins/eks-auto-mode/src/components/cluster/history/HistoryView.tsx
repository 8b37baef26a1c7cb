// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link, Progress } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { makeStyles } from '@material-ui/core/styles';
import { useMemo } from 'react';
import { eksAutoModeApiRef } from '../../../api/EksAutoModeApi';
import { BUSY_MS, CALM_MS } from '../../../hooks/useCluster';
import { useLoaded } from '../../../hooks/useLoaded';
import { useUrlState } from '../../../hooks/useUrlState';
import { shortDigest } from '../../../words/amounts';
import { elapsedSeconds } from '../../../words/run';
import { duration } from '../../../words/time';
import { Column, DataTable } from '../../shared/DataTable';
import { Failure } from '../../shared/Failure';
import { Nothing } from '../../shared/Nothing';
import { Actor } from '../../shared/Owner';
import { Panel } from '../../shared/Panel';
import { RunStateChip } from '../../shared/RunStateChip';
import { Time } from '../../shared/Time';
import { ChangesPanel } from './ChangesPanel';
import { DaysPanel } from './DaysPanel';

function took(run: api.RunSummary): string {
  const seconds = elapsedSeconds(run.startedAt, run.endedAt);
  const predicted = run.predictedSeconds
    ? ` (predicted ${duration(run.predictedSeconds)})`
    : '';
  return seconds === undefined
    ? `not started${predicted}`
    : `${duration(seconds)}${run.endedAt ? '' : ' so far'}${predicted}`;
}

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(2) } },
}));

/** Runs, what changed between assessments, and each day. One row a run; the row opens the run as it stood. */
export function HistoryView(props: { detail: api.ClusterDetail }) {
  const { summary } = props.detail;
  const classes = useStyles();
  const client = useApi(eksAutoModeApiRef);
  const url = useUrlState();
  const runs = useLoaded(
    summary.id,
    signal => client.listRuns(summary.id, signal),
    summary.activeRun ? BUSY_MS : CALM_MS,
  );
  const columns = useMemo(
    (): Column<api.RunSummary>[] => [
      {
        id: 'state',
        header: 'State',
        render: r => <RunStateChip state={r.state} plain />,
        value: r => r.state,
      },
      {
        id: 'plan',
        header: 'Run',
        names: true,
        render: r => (
          <Link to={url.href({ tab: 'migration', run: r.id })}>
            Plan {r.planNumber} <code>{shortDigest(r.planDigest)}</code>
          </Link>
        ),
        value: r => `${r.planNumber} ${r.planDigest}`,
      },
      {
        id: 'asked',
        header: 'Asked by',
        render: r => <Actor actor={r.requestedBy} />,
        value: r => r.requestedBy,
      },
      {
        id: 'approved',
        header: 'Approved by',
        render: r =>
          r.approvedBy ? <Actor actor={r.approvedBy} /> : 'nobody yet',
        value: r => r.approvedBy,
      },
      {
        id: 'began',
        header: 'Began',
        render: r => <Time at={r.startedAt ?? r.createdAt} />,
        value: r => r.startedAt ?? r.createdAt,
      },
      {
        id: 'took',
        header: 'Took',
        render: took,
        value: r => elapsedSeconds(r.startedAt, r.endedAt),
      },
      {
        id: 'evictions',
        header: 'Pods moved',
        align: 'right',
        render: r => r.evictions.toLocaleString('en-US'),
        value: r => r.evictions,
      },
      {
        id: 'refusals',
        header: 'Refusals',
        align: 'right',
        render: r => r.refusals.toLocaleString('en-US'),
        value: r => r.refusals,
      },
      {
        id: 'undone',
        header: 'Undone',
        render: r => (r.undone ? 'yes' : 'no'),
        value: r => r.undone,
      },
    ],
    [url],
  );
  if (!runs.value) {
    return runs.error ? (
      <Failure what="History" error={runs.error} onRetry={runs.reload} />
    ) : (
      <Progress />
    );
  }
  return (
    <div className={classes.root}>
      <Panel title="Runs">
        {runs.error && <Failure what="History" error={runs.error} />}
        <DataTable
          caption="Runs on this cluster, newest first"
          columns={columns}
          name={`runs-${summary.name}`}
          row={['run']}
          rows={runs.value}
          rowKey={r => r.id}
          empty={
            <Nothing title="No run on this cluster yet" heading="h4">
              A run begins when a plan is approved.{' '}
              <Link to={url.href({ tab: 'migration' })}>Plan a migration</Link>.
            </Nothing>
          }
        />
      </Panel>
      <ChangesPanel clusterId={summary.id} />
      <DaysPanel clusterId={summary.id} clusterName={summary.name} />
    </div>
  );
}
