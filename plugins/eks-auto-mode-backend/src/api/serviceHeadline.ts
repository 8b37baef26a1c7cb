// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

/**
 * The first line of a service's page: "payments-api runs on 2 clusters. On checkout-prod it blocks the
 * migration; on checkout-staging it is ready."
 */
export function serviceHeadline(
  ref: string,
  clusters: Pick<api.ServiceCluster, 'cluster' | 'findings'>[],
): string {
  const name = ref.slice(ref.indexOf('/') + 1);
  if (clusters.length === 0) {
    return `${name} was not found on any cluster that has been read.`;
  }
  const each = clusters.map(
    ({ cluster, findings }) =>
      `on ${cluster.name} it ${stands(cluster, findings)}`,
  );
  const sentence = each.join('; ');
  return `${name} runs on ${clusters.length} cluster${
    clusters.length === 1 ? '' : 's'
  }. ${sentence[0].toLocaleUpperCase('en-US') + sentence.slice(1)}.`;
}

function stands(cluster: api.ClusterSummary, findings: api.Finding[]): string {
  if (cluster.verdict === 'migrated') return 'runs on Auto Mode';
  if (cluster.verdict === undefined) return 'has not been looked at yet';
  if (cluster.verdict === 'unreachable')
    return 'cannot be looked at: the cluster cannot be reached';
  const open = findings.filter(
    finding => !finding.exceptionId && finding.resolvedBy !== 'plan',
  );
  if (open.some(finding => finding.severity === 'blocker'))
    return 'blocks the migration';
  const warnings = open.filter(
    finding => finding.severity === 'warning',
  ).length;
  if (warnings > 0)
    return `has ${warnings} thing${warnings === 1 ? '' : 's'} to look at`;
  // Its own part is done; the cluster as a whole may still wait for others.
  switch (cluster.verdict) {
    case 'ready':
      return 'is ready';
    case 'blocked':
      return 'stands in nobody’s way, but others block the cluster';
    case 'needs-work':
      return 'stands in nobody’s way, though the cluster still needs work';
    default: {
      const never: never = cluster.verdict;
      return never;
    }
  }
}
