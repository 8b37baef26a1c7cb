// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Progress } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { useCluster } from '../../hooks/useCluster';
import { useRefresh } from '../../hooks/useRefresh';
import { useUrlState } from '../../hooks/useUrlState';
import { Failure } from '../shared/Failure';
import { linksInText } from '../shared/linksInText';
import { BackupsView } from './backups/BackupsView';
import { ClusterHeader } from './ClusterHeader';
import { ClusterProblem } from './ClusterProblem';
import { ClusterTabs, viewOf } from './ClusterTabs';
import { HistoryView } from './history/HistoryView';
import { MigrationView } from './migration/MigrationView';
import { NodesView } from './nodes/NodesView';
import { ReadinessView } from './readiness/ReadinessView';

const useStyles = makeStyles(theme => ({
  root: {
    ...linksInText,
    '& > * + *': { marginTop: theme.spacing(2) },
    overflowWrap: 'break-word',
    '& code': { overflowWrap: 'anywhere' },
  },
}));

/** One cluster: its headline, and the part of it that the URL names. */
export function ClusterView(props: { clusterId: string }) {
  const { clusterId } = props;
  const classes = useStyles();
  const url = useUrlState();
  const view = viewOf(url.get('tab'));
  const [busy, setBusy] = useState(false);
  const detail = useCluster(clusterId, busy);
  const summary = detail.value?.summary;
  const moving = Boolean(summary?.refreshing || summary?.activeRun);
  if (moving !== busy) {
    setBusy(moving);
  }
  const refreshing = useRefresh({
    clusterId,
    active: summary?.refreshing ?? false,
    onDone: detail.reload,
  });

  if (!detail.value) {
    return detail.error ? (
      <Failure what="Cluster" error={detail.error} onRetry={detail.reload} />
    ) : (
      <Progress />
    );
  }
  const parts = {
    readiness: (
      <ReadinessView
        detail={detail.value}
        refresh={refreshing.refresh}
        onRefresh={refreshing.start}
        onChanged={detail.reload}
      />
    ),
    nodes: (
      <NodesView
        detail={detail.value}
        refresh={refreshing.refresh}
        onRefresh={refreshing.start}
      />
    ),
    backups: <BackupsView detail={detail.value} onChanged={detail.reload} />,
    migration: (
      <MigrationView detail={detail.value} onChanged={detail.reload} />
    ),
    history: <HistoryView detail={detail.value} />,
  };
  return (
    <div className={classes.root}>
      {detail.error && (
        <Failure
          what="This page is not up to date"
          error={detail.error}
          onRetry={detail.reload}
        />
      )}
      <ClusterHeader
        detail={detail.value}
        refresh={refreshing.refresh}
        onRefresh={refreshing.start}
      />
      {refreshing.error && <Failure what="Refresh" error={refreshing.error} />}
      {refreshing.refresh?.state === 'failed' && (
        <Failure
          what="The last reading failed"
          error={new Error(refreshing.refresh.message)}
          onRetry={refreshing.start}
        />
      )}
      <ClusterProblem detail={detail.value} />
      <ClusterTabs view={view}>{parts[view]}</ClusterTabs>
    </div>
  );
}
