// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Node,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { fitsNode } from './fits';
import type { AutoInstanceType } from './instanceTypes';
import { withAliases } from './labels';
import { fitsPool, type PoolReason } from './podFitsPools';
import {
  byWeight,
  CAPACITY_TYPE,
  compiledPool,
  HOSTNAME,
  isTypeKey,
  ZONE,
  type CompiledPool,
  type Pool,
  type PoolContext,
} from './pools';
import { toResources, type Resources } from './resources';
import { admits } from './requirements';
import type { PlacementWorld } from './world';

/**
 * A node that Auto Mode would launch.
 *
 * @alpha
 */
export interface SimulatedNode {
  name: string;
  pool: string;
  instanceType: string;
  zone: string;
  capacityType: string;
}

/** The provisioner of a simulation: opens nodes in a world for pods that find none. */
export class VirtualNodes {
  readonly opened: SimulatedNode[] = [];
  private readonly pools: CompiledPool[];
  private readonly used = new Map<string, Resources>();

  constructor(
    pools: readonly Pool[],
    private readonly context: PoolContext,
    private readonly world: PlacementWorld,
  ) {
    this.pools = pools.map(pool => compiledPool(pool, context)).sort(byWeight);
    for (const { pool } of this.pools) {
      this.used.set(pool.name, {
        ...toResources(pool.nodePool.status?.resources),
      });
    }
  }

  /**
   * Opens a node on which the pod fits, in the first pool by weight that can. The type is the
   * source's own where that is large enough, else the smallest; the zone the one with the fewest
   * nodes so far.
   *
   * @returns the node's name, or why no pool could.
   */
  open(pod: Pod): { node: string } | { reasons: PoolReason[] } {
    const reasons: PoolReason[] = [];
    for (const compiled of this.pools) {
      const { pool } = compiled;
      const fit = fitsPool(pod, pool, this.context, this.world);
      if (!fit.fits) {
        reasons.push(...fit.reasons);
        continue;
      }
      const [entry] = [...fit.types].sort(preferring(pool.preferredTypes));
      const full = this.overLimit(pool, entry);
      if (full) {
        reasons.push({ code: 'limit', pool: pool.name, message: full });
        continue;
      }
      const tried: PoolReason[] = [];
      for (const zone of this.emptiestFirst(fit.zones)) {
        const node = this.build(
          compiled,
          entry,
          zone,
          fit.capacityTypes[0],
          pod,
        );
        this.world.setNode(node);
        const placed = fitsNode(pod, node, this.world);
        if (placed.fits) {
          this.opened.push({
            name: node.metadata.name,
            pool: pool.name,
            instanceType: entry.type,
            zone,
            capacityType: fit.capacityTypes[0],
          });
          this.use(pool, entry);
          return { node: node.metadata.name };
        }
        this.world.removeNode(node.metadata.name);
        tried.push(
          ...placed.reasons.map(reason => ({
            ...reason,
            pool: pool.name,
            message: `in ${zone}: ${reason.message}`,
          })),
        );
      }
      reasons.push(...tried);
    }
    return {
      reasons: reasons.length
        ? reasons
        : [
            {
              code: 'no-pool',
              message: 'no pool of Auto Mode is there or planned',
            },
          ],
    };
  }

  private overLimit(pool: Pool, entry: AutoInstanceType): string | undefined {
    if (pool.origin === 'planned') {
      // Its limit is set by what the simulation launches, not the other way round.
      return undefined;
    }
    const limits = toResources(pool.nodePool.spec.limits);
    const used = this.used.get(pool.name) ?? {};
    if (
      limits.cpu !== undefined &&
      (used.cpu ?? 0) + entry.vcpus * 1000 > limits.cpu
    ) {
      return `another ${entry.type} would exceed its limit of ${
        limits.cpu / 1000
      } CPUs`;
    }
    return limits.memory !== undefined &&
      (used.memory ?? 0) + entry.memoryMiB * 2 ** 20 > limits.memory
      ? `another ${entry.type} would exceed its limit of memory`
      : undefined;
  }

  private use(pool: Pool, entry: AutoInstanceType) {
    const used = this.used.get(pool.name) ?? {};
    this.used.set(pool.name, {
      ...used,
      cpu: (used.cpu ?? 0) + entry.vcpus * 1000,
      memory: (used.memory ?? 0) + entry.memoryMiB * 2 ** 20,
    });
  }

  private emptiestFirst(zones: readonly string[]): string[] {
    const count = (zone: string) =>
      this.opened.filter(node => node.zone === zone).length;
    return [...zones].sort((a, b) => count(a) - count(b) || (a < b ? -1 : 1));
  }

  private build(
    compiled: CompiledPool,
    entry: AutoInstanceType,
    zone: string,
    capacityType: string,
    pod: Pod,
  ): Node {
    const name = `auto-${this.opened.length + 1}`;
    const type = compiled.types.find(one => one.entry === entry);
    const allocatable = { ...type?.allocatable };
    for (const [resource, amount] of Object.entries(compiled.overhead)) {
      allocatable[resource] = Math.max(
        0,
        (allocatable[resource] ?? 0) - amount,
      );
    }
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: withAliases({
          ...lentLabels(compiled, pod),
          ...compiled.labels,
          ...type?.labels,
          [ZONE]: zone,
          [CAPACITY_TYPE]: capacityType,
          [HOSTNAME]: name,
        }),
      },
      spec: {
        ...(compiled.pool.nodePool.spec.template.spec.taints
          ? { taints: compiled.pool.nodePool.spec.template.spec.taints }
          : {}),
      },
      status: {
        allocatable: Object.fromEntries(
          Object.entries(allocatable).map(([resource, amount]) => [
            resource,
            resource === 'cpu' ? `${amount}m` : String(amount),
          ]),
        ),
      },
    };
  }
}

/** Labels from a pool's own requirements: the value that the pod asks for, else the first. */
function lentLabels(compiled: CompiledPool, pod: Pod): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [key, set] of compiled.requirements) {
    if (isTypeKey(key) || set.except || set.values.size === 0) {
      continue;
    }
    const asked = pod.spec.nodeSelector?.[key];
    labels[key] =
      asked !== undefined && admits(set, asked) ? asked : [...set.values][0];
  }
  return labels;
}

function preferring(types: readonly string[]) {
  const rank = (entry: AutoInstanceType) => {
    const index = types.indexOf(entry.type);
    return index < 0 ? types.length : index;
  };
  return (a: AutoInstanceType, b: AutoInstanceType) =>
    rank(a) - rank(b) ||
    a.vcpus - b.vcpus ||
    a.memoryMiB - b.memoryMiB ||
    (a.type < b.type ? -1 : 1);
}
