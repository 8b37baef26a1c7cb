// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  NodeSelectorTerm,
  Pod,
  Taint,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { AutoInstanceType } from './instanceTypes';
import { normaliseKey } from './labels';
import { formatLimits } from './limits';
import {
  byWeight,
  CAPACITY_TYPE,
  compiledPool,
  isTypeKey,
  narrow,
  podAlternatives,
  ZONE,
  type CompiledPool,
  type Pool,
  type PoolContext,
} from './pools';
import type { Reason } from './reason';
import {
  formatSet,
  intersect,
  requirementsOf,
  type Requirements,
} from './requirements';
import { formatAmount, podRequests, type Resources } from './resources';
import { formatTaint, untolerated } from './taints';
import { podVolumes, volumeState } from './volumes';
import type { PlacementWorld } from './world';

/**
 * Why one pool does not take a pod.
 *
 * @alpha
 */
export interface PoolReason extends Reason {
  /** Absent where no pool could take it. */
  pool?: string;
  /** The label or resource that fails, where there is one. */
  key?: string;
}

/**
 * The first pool that takes a pod with the types it could launch for it, or why none does.
 *
 * @alpha
 */
export type PoolFit =
  | {
      fits: true;
      pool: Pool;
      types: AutoInstanceType[];
      zones: string[];
      capacityTypes: string[];
    }
  | { fits: false; reasons: PoolReason[] };

/** Drivers of EBS volumes that no Auto node can mount (EKS User Guide, migrate-auto). */
const OLD_EBS = new Set(['ebs.csi.aws.com', 'kubernetes.io/aws-ebs']);

/**
 * Why a volume of the pod cannot be mounted on any Auto node, if one cannot.
 *
 * @alpha
 */
export function immovableVolume(
  pod: Pod,
  world: PlacementWorld | undefined,
): PoolReason | undefined {
  if (!world) {
    return undefined;
  }
  for (const entry of podVolumes(pod, world)) {
    const spec = entry.persistentVolume?.spec;
    const what = `volume ${entry.volume} (claim ${entry.claimName})`;
    if (
      spec?.awsElasticBlockStore ||
      (spec?.csi && OLD_EBS.has(spec.csi.driver))
    ) {
      return {
        code: 'volume',
        message: `${what} belongs to the EBS CSI driver; Auto nodes mount only volumes of ebs.csi.eks.amazonaws.com`,
      };
    }
    if (spec?.local || spec?.hostPath) {
      return {
        code: 'volume',
        message: `${what} lies on the disk of the node it stands on`,
      };
    }
    if (
      !entry.persistentVolume &&
      entry.storageClass &&
      OLD_EBS.has(entry.storageClass.provisioner)
    ) {
      return {
        code: 'volume',
        message: `${what} would be made by ${entry.storageClass.provisioner}, whose volumes Auto nodes cannot mount`,
      };
    }
  }
  return undefined;
}

function termRequirements(term: NodeSelectorTerm): Requirements {
  return requirementsOf(term.matchExpressions ?? []);
}

function both(a: Requirements, b: Requirements): Requirements {
  const merged = new Map(a);
  for (const [key, set] of b) {
    const known = merged.get(key);
    merged.set(key, known ? intersect(known, set) : set);
  }
  return merged;
}

/** The pod's own alternatives, each with one of the terms of each of its volumes and its zones. */
function alternatives(
  pod: Pod,
  world: PlacementWorld | undefined,
): Requirements[] {
  let all: Requirements[] = podAlternatives(pod);
  const demands = world ? volumeState(pod, world).demands : [];
  for (const { terms, zones } of demands) {
    const there = requirementsOf(
      zones.map(({ key, values }) => ({ key, operator: 'In', values })),
    );
    all = all.flatMap(wanted =>
      (terms ?? [{}]).map(term =>
        both(both(wanted, there), termRequirements(term)),
      ),
    );
  }
  return all;
}

function tooLarge(
  requests: Resources,
  compiled: CompiledPool,
  types: CompiledPool['types'],
): { name: string; most: number } | undefined {
  const fits = (type: CompiledPool['types'][number], name: string) =>
    requests[name] <=
    (type.allocatable[name] ?? 0) - (compiled.overhead[name] ?? 0);
  const names = Object.keys(requests).filter(name => requests[name] > 0);
  if (types.some(type => names.every(name => fits(type, name)))) {
    return undefined;
  }
  const name =
    names.find(wanted => !types.some(type => fits(type, wanted))) ?? names[0];
  return {
    name,
    most: Math.max(
      0,
      ...types.map(
        type => (type.allocatable[name] ?? 0) - (compiled.overhead[name] ?? 0),
      ),
    ),
  };
}

/**
 * One pool against one pod.
 *
 * @alpha
 */
export function fitsPool(
  pod: Pod,
  pool: Pool,
  context: PoolContext,
  world?: PlacementWorld,
): PoolFit {
  const compiled = compiledPool(pool, context);
  const against = (reason: Omit<PoolReason, 'pool'>): PoolFit => ({
    fits: false,
    reasons: [{ ...reason, pool: pool.name }],
  });
  if (compiled.closed) {
    return against({
      code: 'limit',
      message: `its limits leave no room for a node: ${formatLimits(pool)}`,
    });
  }
  const taint: Taint | undefined = untolerated(
    pod.spec.tolerations,
    pool.nodePool.spec.template.spec.taints ?? [],
  );
  if (taint) {
    return against({
      code: 'taint',
      key: taint.key,
      message: `taint ${formatTaint(taint)} is not tolerated`,
    });
  }
  const requests = podRequests(pod);
  let reason: Omit<PoolReason, 'pool'> = {
    code: 'node-affinity',
    message: 'its node affinity names nodes, not labels',
  };
  for (const wanted of alternatives(pod, world)) {
    const left = narrow(wanted, compiled);
    if ('key' in left) {
      const selected = Object.keys(pod.spec.nodeSelector ?? {}).find(
        key => normaliseKey(key) === left.key,
      );
      reason = {
        code: selected ? 'node-selector' : 'node-affinity',
        key: selected ?? left.key,
        message: `${selected ?? left.key} ${formatSet(left.set)}: ${offer(
          left.key,
          compiled,
        )}`,
      };
      continue;
    }
    if (left.types.length === 0 || left.zones.length === 0) {
      reason = {
        code: 'node-affinity',
        message: 'no instance type and zone is left for the pool',
      };
      continue;
    }
    const large = tooLarge(requests, compiled, left.types);
    if (large) {
      reason = {
        code: 'resources',
        key: large.name,
        message: `needs ${formatAmount(large.name, requests[large.name])} ${
          large.name
        }; the largest node it allows leaves ${formatAmount(
          large.name,
          large.most,
        )}`,
      };
      continue;
    }
    return {
      fits: true,
      pool,
      types: left.types
        .filter(type => !tooLarge(requests, compiled, [type]))
        .map(type => type.entry),
      zones: left.zones,
      capacityTypes: left.capacityTypes,
    };
  }
  return against(reason);
}

function offer(key: string, compiled: CompiledPool): string {
  const fixed = compiled.labels[key];
  if (fixed !== undefined) {
    return `its nodes have ${key}=${fixed}`;
  }
  if (key === ZONE) {
    return `its zones are ${compiled.zones.join(', ')}`;
  }
  if (key === CAPACITY_TYPE) {
    return `it launches ${compiled.capacityTypes.join(', ')}`;
  }
  const set = compiled.requirements.get(key);
  if (set) {
    return `it allows ${formatSet(set)}`;
  }
  return isTypeKey(key)
    ? 'none of the instance types that it launches is that'
    : 'its nodes have no such label';
}

/**
 * The pool that would take the pod if it stood Pending, tried in Karpenter's order, or for every
 * pool the reason why not, naming the key that fails. Hard rules of one pod only: what other pods
 * do to it is the simulation's.
 *
 * @param world - for the pod's claims and volumes; without it they are not looked at.
 *
 * @alpha
 */
export function podFitsPools(
  pod: Pod,
  pools: readonly Pool[],
  context: PoolContext,
  world?: PlacementWorld,
): PoolFit {
  if (pod.spec.os?.name === 'windows') {
    return {
      fits: false,
      reasons: [
        {
          code: 'node-selector',
          key: 'kubernetes.io/os',
          message: 'Auto Mode has no Windows nodes',
        },
      ],
    };
  }
  const volume = immovableVolume(pod, world);
  if (volume) {
    return { fits: false, reasons: [volume] };
  }
  const ordered = pools.map(pool => compiledPool(pool, context)).sort(byWeight);
  const reasons: PoolReason[] = [];
  for (const { pool } of ordered) {
    const fit = fitsPool(pod, pool, context, world);
    if (fit.fits) {
      return fit;
    }
    reasons.push(...fit.reasons);
  }
  return {
    fits: false,
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
