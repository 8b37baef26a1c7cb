// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { ownerName } from './headline';

const things = (n: number) => `${n} thing${n === 1 ? '' : 's'}`;

function listed(names: string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/**
 * The first line of a team's card: "2 things of team-payments block checkout-prod." It speaks of
 * what is the team's alone; whether a cluster of theirs is blocked by others stands in the table.
 */
export function teamHeadline(
  ref: string,
  clusters: Pick<
    api.TeamCluster,
    'clusterName' | 'blockers' | 'warnings' | 'unknowns'
  >[],
): string {
  const name = ownerName(ref);
  if (clusters.length === 0)
    return `Nothing on any cluster is known to be of ${name}.`;
  const blocked = clusters.filter(cluster => cluster.blockers > 0);
  const sum = (of: 'blockers' | 'warnings' | 'unknowns') =>
    clusters.reduce((total, cluster) => total + cluster[of], 0);
  if (blocked.length > 0) {
    const blockers = sum('blockers');
    return `${things(blockers)} of ${name} ${
      blockers === 1 ? 'blocks' : 'block'
    } ${listed(blocked.map(cluster => cluster.clusterName))}.`;
  }
  const warnings = sum('warnings');
  const unknowns = sum('unknowns');
  const rest = [
    warnings > 0 ? `${things(warnings)} to look at` : '',
    unknowns > 0 ? `${unknowns} could not be read` : '',
  ].filter(part => part !== '');
  return `Nothing of ${name} blocks a cluster${
    rest.length > 0 ? `; ${rest.join(', ')}` : ''
  }.`;
}
