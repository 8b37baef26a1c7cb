// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Node,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { fitsNode } from './fits';
import type { AutoInstanceType } from './instanceTypes';
import { withAliases } from './labels';
import { exceeds, formatLimits, limitsOf, takenBy } from './limits';
import { fitsPool, type PoolReason } from './podFitsPools';
import {
  byWeight,
  CAPACITY_TYPE,
  compiledPool,
  HOSTNAME,
  narrow,
  podAlternatives,
  ZONE,
  type CompiledPool,
  type Pool,
  type PoolContext,
} from './pools';
import { intersect } from './requirements';
import { addTo, toResources, type Resources } from './resources';
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

/** A pool with what its nodes may take in all, and what they take so far. */
interface LimitedPool {
  compiled: CompiledPool;
  limits: Resources;
  used: Resources;
}

/** The provisioner of a simulation: opens nodes in a world for pods that find none. */
export class VirtualNodes {
  readonly opened: SimulatedNode[] = [];
  private readonly pools: LimitedPool[];

  constructor(
    pools: readonly Pool[],
    private readonly context: PoolContext,
    private readonly world: PlacementWorld,
  ) {
    this.pools = pools
      .map(pool => compiledPool(pool, context))
      .sort(byWeight)
      .map(compiled => ({
        compiled,
        limits: limitsOf(compiled.pool),
        used: toResources(compiled.pool.nodePool.status?.resources),
      }));
  }

  /**
   * Opens a node on which the pod fits, in the first pool by weight that can. The type is the
   * source's own where that is large enough, else the smallest, of those that the pool's limits
   * leave room for; the zone the one with the fewest nodes so far.
   *
   * @returns the node's name, or why no pool could.
   */
  open(pod: Pod): { node: string } | { reasons: PoolReason[] } {
    const reasons: PoolReason[] = [];
    for (const { compiled, limits, used } of this.pools) {
      const { pool } = compiled;
      const fit = fitsPool(pod, pool, this.context, this.world);
      if (!fit.fits) {
        reasons.push(...fit.reasons);
        continue;
      }
      const large = new Set(fit.types);
      const types = compiled.types
        .filter(({ entry }) => large.has(entry))
        .sort(preferring(pool.preferredTypes));
      const type = types.find(each => !exceeds(limits, used, each));
      if (!type) {
        reasons.push({
          code: 'limit',
          pool: pool.name,
          message: `another ${
            types[0].entry.type
          } would exceed its limits: ${formatLimits(pool)}`,
        });
        continue;
      }
      const tried: PoolReason[] = [];
      for (const zone of this.emptiestFirst(fit.zones)) {
        const node = this.build(
          compiled,
          type,
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
            instanceType: type.entry.type,
            zone,
            capacityType: fit.capacityTypes[0],
          });
          addTo(used, takenBy(type));
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

  private emptiestFirst(zones: readonly string[]): string[] {
    const count = (zone: string) =>
      this.opened.filter(node => node.zone === zone).length;
    return [...zones].sort((a, b) => count(a) - count(b) || (a < b ? -1 : 1));
  }

  private build(
    compiled: CompiledPool,
    type: CompiledPool['types'][number],
    zone: string,
    capacityType: string,
    pod: Pod,
  ): Node {
    const name = `auto-${this.opened.length + 1}`;
    const allocatable = { ...type.allocatable };
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
          ...type.labels,
          [ZONE]: zone,
          [CAPACITY_TYPE]: capacityType,
          [HOSTNAME]: name,
        }),
      },
      spec: { taints: compiled.pool.nodePool.spec.template.spec.taints },
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

/**
 * Labels from a pool's own requirements: the first value that is left of what both the pool and the
 * pod allow. A pool that only asks that the label exists, or has not some values, lends the value
 * that the pod names (sigs.k8s.io/karpenter `pkg/scheduling/requirements.go`, Labels).
 */
function lentLabels(compiled: CompiledPool, pod: Pod): Record<string, string> {
  const labels: Record<string, string> = {};
  const wanted = podAlternatives(pod).find(
    one => !('key' in narrow(one, compiled)),
  );
  for (const [key, offered] of compiled.requirements) {
    const asked = wanted?.get(key);
    const set = asked ? intersect(offered, asked) : offered;
    if (!set.except && set.values.size > 0) {
      [labels[key]] = set.values;
    }
  }
  return labels;
}

function preferring(types: readonly string[]) {
  const rank = ({ type }: AutoInstanceType) => {
    const index = types.indexOf(type);
    return index < 0 ? types.length : index;
  };
  return (
    { entry: a }: { entry: AutoInstanceType },
    { entry: b }: { entry: AutoInstanceType },
  ) =>
    rank(a) - rank(b) ||
    a.vcpus - b.vcpus ||
    a.memoryMiB - b.memoryMiB ||
    (a.type < b.type ? -1 : 1);
}
