// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { ownerName } from './headline';

const things = (n: number) => `${n} thing${n === 1 ? '' : 's'}`;

function listed(names: string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

type Row = Pick<
  api.TeamCluster,
  'clusterName' | 'verdict' | 'blockers' | 'warnings' | 'unknowns'
>;

/** What no reading has said yet: `2 clusters were not read yet, 1 cannot be reached` */
function dark(clusters: readonly Row[]): string[] {
  const waiting = clusters.filter(({ verdict }) => verdict === undefined);
  const lost = clusters.filter(({ verdict }) => verdict === 'unreachable');
  const of = (n: number) => `${n} cluster${n === 1 ? '' : 's'}`;
  return [
    ...(waiting.length > 0
      ? [
          `${of(waiting.length)} ${
            waiting.length === 1 ? 'was' : 'were'
          } not read yet`,
        ]
      : []),
    ...(lost.length > 0 ? [`${of(lost.length)} cannot be reached`] : []),
  ];
}

/**
 * The first line of a team's card: "2 things of team-payments block checkout-prod." It speaks of
 * what is the team's alone; whether a cluster of theirs is blocked by others stands in the table.
 * That nothing blocks is said only where everything was read.
 */
export function teamHeadline(ref: string, clusters: readonly Row[]): string {
  const name = ownerName(ref);
  if (clusters.length === 0)
    return `Nothing on any cluster is known to be of ${name}.`;
  const blocked = clusters.filter(cluster => cluster.blockers > 0);
  const sum = (of: 'blockers' | 'warnings' | 'unknowns') =>
    clusters.reduce((total, cluster) => total + cluster[of], 0);
  const unread = dark(clusters);
  if (blocked.length > 0) {
    const blockers = sum('blockers');
    const also = unread.length > 0 ? ` Beside it, ${unread.join(', ')}.` : '';
    return `${things(blockers)} of ${name} ${
      blockers === 1 ? 'blocks' : 'block'
    } ${listed(blocked.map(cluster => cluster.clusterName))}.${also}`;
  }
  const warnings = sum('warnings');
  const unknowns = sum('unknowns');
  const rest = [
    ...(warnings > 0 ? [`${things(warnings)} to look at`] : []),
    ...(unknowns > 0 ? [`${unknowns} could not be read`] : []),
    ...unread,
  ];
  const first =
    unknowns > 0 || unread.length > 0
      ? `Not known yet whether something of ${name} blocks a cluster`
      : `Nothing of ${name} blocks a cluster`;
  return `${first}${rest.length > 0 ? `; ${rest.join(', ')}` : ''}.`;
}
