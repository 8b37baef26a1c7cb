// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

const column = (parts: Partial<api.CostColumn>): api.CostColumn => ({
  onDemand: 0,
  unusedCommitments: 0,
  spot: 0,
  fee: 0,
  cluster: 73,
  extendedSupport: 0,
  people: 0,
  aws: 0,
  ...parts,
});

const unmoved = (clusterId: string): api.ClusterCost => ({
  clusterId,
  readAt: '2026-11-21T11:48:00.000Z',
  nodesNow: 6,
  nodesAfter: 5,
  now: column({ onDemand: 420, aws: 493, people: 360 }),
  sameNodes: column({ onDemand: 420, fee: 36, aws: 529 }),
  consolidated: column({ onDemand: 350, fee: 43, aws: 466 }),
  doubleRunningDay: 12.9,
  worth: 'yes',
  because: [
    'The simulation puts the same pods on 5 nodes (today 6): $27 a month less, the fee included.',
  ],
  breakEvenHours: 0,
  doesNotSave: [
    'The cluster itself: $73 a month before and after.',
    'Volumes, load balancers, NAT and data transfer.',
  ],
  basis: 'price-list',
  unpriced: [],
  withoutFee: [],
  notCounted: [],
  owners: [
    {
      owner: 'group:default/team-payments',
      nowMonthly: 210,
      afterMonthly: 196,
    },
    { nowMonthly: 210, afterMonthly: 197 },
  ],
});

/** What a cluster costs that has nothing but nodes of Auto Mode, or none. */
const moved = (clusterId: string, nodes: number): api.ClusterCost => {
  const costs = column({
    onDemand: 70 * nodes,
    fee: 8 * nodes,
    aws: 73 + 78 * nodes,
  });
  return {
    ...unmoved(clusterId),
    nodesNow: nodes,
    nodesAfter: nodes,
    now: costs,
    sameNodes: costs,
    consolidated: costs,
    doubleRunningDay: 0,
    worth: 'done',
    because: [
      nodes === 0
        ? 'It has no node now and costs $73 a month: the cluster alone.'
        : `It costs $${costs.aws} a month, $${costs.fee} of it Auto Mode’s fee.`,
    ],
    doesNotSave: [],
    owners: nodes === 0 ? [] : unmoved(clusterId).owners,
  };
};

export const clusterCost = (
  cluster: Pick<api.ClusterSummary, 'id' | 'verdict' | 'autoNodes'>,
): api.ClusterCost =>
  cluster.verdict === 'migrated'
    ? moved(cluster.id, cluster.autoNodes ?? 0)
    : unmoved(cluster.id);

const worthOf = (one: api.ClusterSummary, i: number): api.WorthVerdict => {
  if (one.verdict === 'migrated') return 'done';
  return i % 2 ? 'not-yet' : 'yes';
};

export const fleetCost = (clusters: api.ClusterSummary[]): api.FleetCost => ({
  clusters: clusters
    .filter(one => one.verdict && one.verdict !== 'unreachable')
    .map((one, i) => ({
      clusterId: one.id,
      clusterName: one.name,
      nowMonthly: 493 - i * 60,
      afterMonthly: 466 - i * 40,
      feeMonthly: 43,
      worth: worthOf(one, i),
      basis: 'price-list',
      notCounted: [],
    })),
  unknown: clusters.filter(one => one.verdict === 'unreachable').length,
  owners: [
    {
      owner: 'group:default/team-payments',
      nowMonthly: 210,
      afterMonthly: 196,
    },
    { nowMonthly: 210, afterMonthly: 197 },
  ],
  extendedSupport: {
    clusters: 1,
    unknown: 0,
    nowMonthly: 440,
    standardMonthly: 70,
  },
});
