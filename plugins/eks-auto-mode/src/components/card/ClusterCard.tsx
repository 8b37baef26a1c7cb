// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Link, Progress } from '@backstage/core-components';
import { useEntity } from '@backstage/plugin-catalog-react';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { ANNOTATION_ARN, clusterArnOf } from '../../entity';
import { useClusterOfEntity } from '../../hooks/useCluster';
import { useEntityLink } from '../../hooks/useEntityLink';
import { count } from '../../words/amounts';
import { Failure } from '../shared/Failure';
import { RunStateChip } from '../shared/RunStateChip';
import { Time } from '../shared/Time';
import { VerdictChip } from '../shared/VerdictChip';
import { CardShell } from './CardShell';

/** A cluster in three lines: verdict, what stands in the way, what runs. */
export function ClusterCard() {
  const { entity } = useEntity();
  const link = useEntityLink();
  const { value, error, reload } = useClusterOfEntity(entity);
  if (!clusterArnOf(entity)) {
    return (
      <CardShell>
        The annotation <code>{ANNOTATION_ARN}</code> is missing, so nothing is
        known about this cluster.
      </CardShell>
    );
  }
  if (value === undefined) {
    return (
      <CardShell>
        {error ? <Failure error={error} onRetry={reload} /> : <Progress />}
      </CardShell>
    );
  }
  const { cluster, problems } = value;
  if (!cluster) {
    return (
      <CardShell>
        {problems[0]
          ? `${problems[0].message} ${problems[0].remedy}`
          : 'The backend does not know this cluster yet.'}
      </CardShell>
    );
  }
  const { counts } = cluster;
  const list = (severity: api.Severity, words: string) => {
    const to = link(cluster.entityRef, { tab: 'readiness', severity });
    return to ? <Link to={to}>{words}</Link> : words;
  };
  return (
    <CardShell>
      <p>
        <VerdictChip verdict={cluster.verdict} />
      </p>
      {cluster.problem && (
        <p>
          {cluster.problem.message} {cluster.problem.remedy}
        </p>
      )}
      {counts && (
        <p>
          {list('blocker', count(counts.blocker, 'blocker'))} ·{' '}
          {list('warning', count(counts.warning, 'warning'))} ·{' '}
          {list('unknown', `${counts.unknown} could not be read`)}
        </p>
      )}
      {cluster.activeRun && (
        <p>
          <RunStateChip state={cluster.activeRun.state} plain />{' '}
          {cluster.activeRun.currentStep}
        </p>
      )}
      <p>
        {cluster.readAt ? (
          <>
            Read <Time at={cluster.readAt} />
            {cluster.stale && ' (stale)'}
          </>
        ) : (
          'Never read'
        )}
      </p>
    </CardShell>
  );
}
