// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  InventoryParts,
  PodSpec,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  findSources,
  podFitsPools,
  poolsNow,
  sourceParts,
  translateParts,
  translateSources,
  type PoolFit,
} from '../placement';
import { instanceTypesWith } from '../placement/instanceTypes';
import { staysOffAuto } from './offAuto';
import { isDaemonSet, WORKLOAD_PARTS, type Workload } from './workloads';

/** What it takes to hold workloads against the planned pools. */
export const FIT_PARTS = [
  ...new Set([...WORKLOAD_PARTS, ...sourceParts, ...translateParts] as const),
];

export type FitParts = Pick<InventoryParts, (typeof FIT_PARTS)[number]>;

/**
 * Whether the planned pools would take a workload's pods, with another spec where one is given.
 * Every source that could be moved is taken for moved: a workload whose source is kept loses
 * nothing by that. Volumes are the matter of other checks.
 */
export function fitsOf(
  parts: FitParts,
): (workload: Workload, spec?: PodSpec) => PoolFit {
  const { sources } = findSources(parts);
  const moved = sources.filter(
    ({ type }) => type !== 'auto' && type !== 'fargate',
  );
  const planned = translateSources(moved, parts, {
    nodeRoleName: 'AmazonEKSAutoNodeRole',
  });
  const names = new Set(planned.map(pool => pool.name));
  const there = poolsNow(parts, ['system']).filter(
    pool => !names.has(pool.name),
  );
  const pools = [...planned, ...there];
  // Without anything to translate the cluster gets the pool of Auto Mode itself.
  if (pools.every(pool => pool.name === 'system'))
    pools.push(...poolsNow(parts, ['general-purpose']));
  const context = {
    daemonSets: parts.daemonSets,
    instanceTypes: instanceTypesWith(parts.instanceTypes),
  };
  return ({ subject, template }, spec = template.spec) =>
    podFitsPools(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: subject.name,
          namespace: subject.namespace,
          labels: template.labels,
        },
        spec,
      },
      pools,
      context,
    );
}

/** A DaemonSet goes where it fits and waits for nothing; who keeps off Auto nodes means it. */
export function wantsAutoNode(workload: Workload): boolean {
  return !isDaemonSet(workload) && !staysOffAuto(workload.template.spec);
}
