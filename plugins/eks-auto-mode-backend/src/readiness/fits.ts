// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PodSpec } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
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
import { withoutOldLabels } from './oldLabels';
import { oncePerInventory } from './once';
import { isDaemonSet, WORKLOAD_PARTS, type Workload } from './workloads';

/** What it takes to hold workloads against the planned pools. */
export const FIT_PARTS = [
  ...new Set([...WORKLOAD_PARTS, ...sourceParts, ...translateParts] as const),
];

export interface Fits {
  /** Whether some pool would take the workload's pods. */
  asIs(workload: Workload): PoolFit;
  /** The same, were it not for labels of old nodes. */
  withoutOldLabels(workload: Workload): PoolFit;
}

/**
 * Workloads against the planned pools. Every source that could be moved is taken for moved: a
 * workload whose source is kept loses nothing by that. Volumes are the matter of other checks.
 */
export const fitsOf = oncePerInventory<(typeof FIT_PARTS)[number], Fits>(
  FIT_PARTS,
  parts => {
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
    const fit = (specOf: (workload: Workload) => PodSpec) => {
      const known = new Map<Workload, PoolFit>();
      return (workload: Workload) => {
        const { subject, template } = workload;
        const result =
          known.get(workload) ??
          podFitsPools(
            {
              apiVersion: 'v1',
              kind: 'Pod',
              metadata: {
                name: subject.name,
                namespace: subject.namespace,
                labels: template.labels,
              },
              spec: specOf(workload),
            },
            pools,
            context,
          );
        known.set(workload, result);
        return result;
      };
    };
    return {
      asIs: fit(({ template }) => template.spec),
      withoutOldLabels: fit(({ template }) => withoutOldLabels(template.spec)),
    };
  },
);

/** A DaemonSet goes where it fits and waits for nothing; who keeps off Auto nodes means it. */
export function wantsAutoNode(workload: Workload): boolean {
  return !isDaemonSet(workload) && !staysOffAuto(workload.template.spec);
}
