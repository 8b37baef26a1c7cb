// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Verdict } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { teamHeadline } from './teamHeadline';

const on = (
  clusterName: string,
  blockers: number,
  warnings = 0,
  unknowns = 0,
  verdict: Verdict | undefined = 'needs-work',
) => ({ clusterName, blockers, warnings, unknowns, verdict });
const unassessed = (clusterName: string) => ({
  ...on(clusterName, 0),
  verdict: undefined,
});
const lost = (clusterName: string) => on(clusterName, 0, 0, 0, 'unreachable');

describe('the first line of a team’s card', () => {
  it.each([
    [[], 'Nothing on any cluster is known to be of payments.'],
    [[on('a', 1)], '1 thing of payments blocks a.'],
    [
      [on('a', 2), on('b', 1), on('quiet', 0, 3)],
      '3 things of payments block a, b.',
    ],
    [
      [on('a', 1), on('b', 1), on('c', 1), on('d', 1), on('e', 1)],
      '5 things of payments block a, b, c and 2 more.',
    ],
    [
      [on('a', 1), unassessed('b'), lost('c')],
      '1 thing of payments blocks a. Beside it, 1 cluster was not read yet, 1 cluster cannot be reached.',
    ],
    [[on('a', 0)], 'Nothing of payments blocks a cluster.'],
    [
      [on('a', 0, 2), on('b', 0)],
      'Nothing of payments blocks a cluster; 2 things to look at.',
    ],
    [
      [on('a', 0, 2), on('b', 0, 0, 1)],
      'Not known yet whether something of payments blocks a cluster; 2 things to look at, 1 could not be read.',
    ],
    [
      [on('a', 0), unassessed('b'), unassessed('c')],
      'Not known yet whether something of payments blocks a cluster; 2 clusters were not read yet.',
    ],
    [
      [lost('a'), lost('b')],
      'Not known yet whether something of payments blocks a cluster; 2 clusters cannot be reached.',
    ],
  ])('%#', (clusters, words) => {
    expect(teamHeadline('group:default/payments', clusters)).toBe(words);
  });
});
