// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Plan,
  PlanPool,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  NodePool,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  StorageClass,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { podFitsPools } from '../placement/podFitsPools';
import type { Pool, PoolContext } from '../placement/pools';
import { formatReasons } from '../placement/simulate';
import { PlacementWorld } from '../placement/world';

interface Frozen {
  pools: Pool[];
  context: PoolContext;
}

/** A pool of a plan, as placement knows pools. */
function poolOf(pool: PlanPool): Pool {
  return {
    name: pool.name,
    origin: pool.origin,
    // Written by the plan out of a NodePool, and read back as it was written.
    nodePool: JSON.parse(JSON.stringify(pool.nodePool)) as NodePool,
    zones: pool.zones,
    diskGiB: pool.diskGiB,
    preferredTypes: [],
    overhead: pool.overhead,
  };
}

const frozen = new WeakMap<Plan, Frozen>();

/**
 * Whether a pod, as it is now with the storage it has now, has a place on a pool of the plan. Asked
 * right before its eviction.
 */
export function podFits(
  plan: Plan,
  pod: Pod,
  storage: {
    claims: readonly PersistentVolumeClaim[];
    volumes: readonly PersistentVolume[];
    classes: readonly StorageClass[];
  },
): { fits: true } | { fits: false; reason: string } {
  let known = frozen.get(plan);
  if (!known) {
    known = {
      pools: (plan.pools ?? []).map(poolOf),
      context: { daemonSets: [] },
    };
    frozen.set(plan, known);
  }
  const world = new PlacementWorld({
    nodes: [],
    persistentVolumeClaims: storage.claims,
    persistentVolumes: storage.volumes,
    storageClasses: storage.classes,
  });
  const fit = podFitsPools(pod, known.pools, known.context, world);
  return fit.fits
    ? { fits: true }
    : { fits: false, reason: formatReasons(fit.reasons) };
}
