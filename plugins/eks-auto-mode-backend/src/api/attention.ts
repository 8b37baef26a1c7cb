// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { ClusterRow } from '../assessments/clustersStore';
import type { Blocking } from '../assessments/findingsStore';
import type { RaisedAlert } from '../backups/backupsStore';
import type { ListedRun } from '../runs/store';
import { whatBlocks } from './headline';

/** What a fleet's page names at the top. */
const MOST = 20;

/** What is at work comes before what only waits: a blocked run holds nodes and people up. */
const URGENCY: readonly api.Attention['kind'][] = [
  'run-blocked',
  'waiting-approval',
  'overdue-backup',
  'unreachable',
  'blocked',
];

export interface AttentionFrom {
  clusters: readonly ClusterRow[];
  /** Runs that are blocked or wait. */
  runs: readonly ListedRun[];
  /** By ARN. */
  backupAlerts: ReadonlyMap<string, RaisedAlert>;
  /** By id of a cluster. */
  blocking: ReadonlyMap<string, Blocking>;
}

/** What waits for a person, most urgent and oldest first, and how much of it there is. */
export function attentionOf(from: AttentionFrom): {
  attention: api.Attention[];
  attentionCount: number;
} {
  const { clusters, runs, backupAlerts } = from;
  const about = (cluster: ClusterRow) => ({
    clusterId: cluster.id,
    clusterName: cluster.name,
  });
  const byArn = new Map(clusters.map(cluster => [cluster.arn, cluster]));
  const all: api.Attention[] = [];
  for (const run of runs) {
    const cluster = byArn.get(run.clusterArn);
    if (cluster) all.push({ ...about(cluster), ...waitingOf(run) });
  }
  for (const cluster of clusters) {
    const { arn, id, assessment } = cluster;
    const alert = backupAlerts.get(arn);
    if (alert)
      all.push({
        ...about(cluster),
        kind: 'overdue-backup',
        message:
          alert.alert === 'damaged'
            ? 'The newest backup was read back and is damaged; another one is taken'
            : 'No backup was verified in time; its page shows why the last attempt came to nothing',
        since: alert.since,
      });
    const blocking = from.blocking.get(id);
    if (assessment?.verdict === 'unreachable')
      all.push({
        ...about(cluster),
        kind: 'unreachable',
        message: assessment.problem?.message ?? 'Cannot be reached',
      });
    else if (assessment?.verdict === 'blocked' && blocking)
      all.push({
        ...about(cluster),
        kind: 'blocked',
        message: whatBlocks('it', blocking.count, blocking.owners),
        since: blocking.since,
      });
  }
  all.sort(
    (a, b) =>
      URGENCY.indexOf(a.kind) - URGENCY.indexOf(b.kind) ||
      (a.since ?? '').localeCompare(b.since ?? '') ||
      a.clusterName.localeCompare(b.clusterName),
  );
  return { attention: all.slice(0, MOST), attentionCount: all.length };
}

function waitingOf(
  run: ListedRun,
): Pick<api.Attention, 'kind' | 'message' | 'since'> {
  if (run.state === 'blocked')
    return {
      kind: 'run-blocked',
      message: run.blockedBy[0]?.what ?? 'The run is blocked',
      since: run.startedAt,
    };
  const step = run.steps.find(one => one.state === 'waiting');
  return {
    kind: 'waiting-approval',
    message: step
      ? `${step.title} waits: ${step.message ?? 'for an approval'}`
      : 'The run waits',
    since: step?.startedAt ?? run.startedAt,
  };
}
