// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AutoInstanceType } from './instanceTypes';
import type { Pool } from './pools';
import { toResources, type Resources } from './resources';

interface LimitedType {
  entry: AutoInstanceType;
  allocatable: Resources;
}

/**
 * What the nodes of a pool may take in all; a resource that is not named is not limited. Those of a planned pool are
 * set by what the simulation launches, not the other way round.
 */
export function limitsOf(pool: Pool): Resources {
  return pool.origin === 'planned'
    ? {}
    : toResources(pool.nodePool.spec.limits);
}

/** What a node of the type takes of its pool's limits: its capacity, and 1 of `nodes`. */
export function takenBy({ entry, allocatable }: LimitedType): Resources {
  return {
    ...allocatable,
    cpu: entry.vcpus * 1000,
    memory: entry.memoryMiB * 2 ** 20,
    nodes: 1,
  };
}

/**
 * Whether one more node of the type is too much. A limit of nothing on what the type has not (`nvidia.com/gpu: 0`,
 * say) keeps it from nothing; a limit that is passed already keeps out every type (Karpenter,
 * `filterByRemainingResources`).
 */
export function exceeds(
  limits: Resources,
  used: Resources,
  type: LimitedType,
): boolean {
  const more = takenBy(type);
  return Object.keys(limits).some(
    name => (used[name] ?? 0) + (more[name] ?? 0) > limits[name],
  );
}

/** `cpu 100, memory 400Gi`, as the pool has them. */
export function formatLimits(pool: Pool): string {
  return Object.entries(pool.nodePool.spec.limits ?? {})
    .map(([name, amount]) => `${name} ${amount}`)
    .join(', ');
}
