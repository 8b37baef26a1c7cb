// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  DaemonSet,
  NodePool,
  Pod,
  Toleration,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  AUTO_INSTANCE_TYPES,
  autoAllocatable,
  instanceTypeLabels,
  type AutoInstanceType,
} from './instanceTypes';
import { exceeds, limitsOf } from './limits';
import { addTo, specRequests, type Resources } from './resources';
import {
  admits,
  ANY_VALUE,
  intersect,
  isEmpty,
  requirementsOf,
  type Requirements,
  type ValueSet,
} from './requirements';
import { untolerated } from './taints';

/** The provisioner that Auto pools belong to: `nodeClassRef.group`. */
export const AUTO_GROUP = 'eks.amazonaws.com';

export const ZONE = 'topology.kubernetes.io/zone';
export const REGION = 'topology.kubernetes.io/region';
export const CAPACITY_TYPE = 'karpenter.sh/capacity-type';
export const HOSTNAME = 'kubernetes.io/hostname';
/** Stands for the name of a node to come: it will have one, which nobody can know. */
const NEW_NODE = '(new)';
export const COMPUTE_TYPE = 'eks.amazonaws.com/compute-type';

/**
 * A pool of Auto Mode, there already or planned, with what its NodeClass adds.
 *
 * @alpha
 */
export interface Pool {
  name: string;
  origin: 'planned' | 'existing' | 'built-in';
  nodePool: NodePool;
  /** Zones of the subnets that its NodeClass chooses. */
  zones: string[];
  /** Disk of its nodes (`ephemeralStorage.size`). */
  diskGiB: number;
  /** Types to take first when a node is simulated: those that the source had. */
  preferredTypes: string[];
  /** What DaemonSets take of each node, where that was worked out before. */
  overhead?: Resources;
}

/**
 * What else decides whether a pool takes a pod.
 *
 * @alpha
 */
export interface PoolContext {
  /** Every DaemonSet: those that will run on an Auto node take their share of it first. */
  daemonSets: readonly DaemonSet[];
  /** Default: the table of this room. */
  instanceTypes?: readonly AutoInstanceType[];
}

/** A pool with what can be worked out before any pod is asked for. */
export interface CompiledPool {
  pool: Pool;
  requirements: Requirements;
  /** Labels that every node of the pool carries, whatever its type. */
  labels: Record<string, string>;
  types: {
    entry: AutoInstanceType;
    labels: Record<string, string>;
    allocatable: Resources;
  }[];
  zones: string[];
  /** In the order in which they are launched. */
  capacityTypes: string[];
  weight: number;
  /** Its limits leave no room for a single node, as a limit of 0 CPUs does. */
  closed: boolean;
  overhead: Resources;
}

/** What the DaemonSet controller adds to its pods (kubernetes `daemon/util`). */
const DAEMON_TOLERATIONS: Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists' },
];

/** `us-east-1` of `us-east-1a`, and of a local zone `us-east-1-bos-1a`. */
export function regionOf(zone: string): string {
  return /^[a-z]+(?:-[a-z]+)+-\d+/.exec(zone)?.[0] ?? zone;
}

export function setOf(requirements: Requirements, key: string): ValueSet {
  return requirements.get(key) ?? ANY_VALUE;
}

/** Keys of {@link instanceTypeLabels} and others that Auto Mode gives by type. */
export function isTypeKey(key: string): boolean {
  return (
    key === 'kubernetes.io/arch' ||
    key === 'kubernetes.io/os' ||
    key === 'node.kubernetes.io/instance-type' ||
    key.startsWith('eks.amazonaws.com/instance-')
  );
}

/** Every pool of every cluster asks for the same few hundred types. */
const known = new WeakMap<
  AutoInstanceType,
  { labels: Record<string, string>; allocatable: Map<number, Resources> }
>();

function aboutType(entry: AutoInstanceType) {
  let about = known.get(entry);
  if (!about) {
    about = { labels: instanceTypeLabels(entry), allocatable: new Map() };
    known.set(entry, about);
  }
  return about;
}

function allocatableOf(entry: AutoInstanceType, diskGiB: number): Resources {
  const { allocatable } = aboutType(entry);
  let resources = allocatable.get(diskGiB);
  if (!resources) {
    resources = autoAllocatable(entry, diskGiB);
    allocatable.set(diskGiB, resources);
  }
  return resources;
}

function compile(pool: Pool, context: PoolContext): CompiledPool {
  const { spec, metadata } = pool.nodePool.spec.template;
  const requirements = requirementsOf(spec.requirements ?? []);
  const admitted = (context.instanceTypes ?? AUTO_INSTANCE_TYPES)
    .map(entry => ({ entry, labels: aboutType(entry).labels }))
    .filter(({ labels }) =>
      [...requirements].every(
        ([key, set]) => !isTypeKey(key) || admits(set, labels[key]),
      ),
    )
    .map(({ entry, labels }) => ({
      entry,
      labels,
      allocatable: allocatableOf(entry, pool.diskGiB),
    }));
  const limits = limitsOf(pool);
  const types = admitted.filter(type => !exceeds(limits, {}, type));
  const capacity = requirements.get(CAPACITY_TYPE);
  const compiled: CompiledPool = {
    pool,
    requirements,
    labels: {
      ...metadata?.labels,
      [COMPUTE_TYPE]: 'auto',
      'karpenter.sh/nodepool': pool.name,
      'karpenter.sh/registered': 'true',
      'karpenter.sh/initialized': 'true',
      'eks.amazonaws.com/nodeclass': spec.nodeClassRef.name,
      ...(pool.zones.length ? { [REGION]: regionOf(pool.zones[0]) } : {}),
    },
    types,
    zones: pool.zones.filter(zone => admits(setOf(requirements, ZONE), zone)),
    // Karpenter launches on-demand where a pool names no capacity type, and spot before on-demand where
    // it may choose. What is reserved stands last: whether a reservation is there is not known here.
    capacityTypes: capacity
      ? ['spot', 'on-demand', 'reserved'].filter(type => admits(capacity, type))
      : ['on-demand'],
    weight: pool.nodePool.spec.weight ?? 0,
    closed: admitted.length > 0 && types.length === 0,
    overhead: {},
  };
  compiled.overhead =
    pool.overhead ?? daemonOverhead(compiled, context.daemonSets);
  return compiled;
}

const compiledPools = new WeakMap<PoolContext, WeakMap<Pool, CompiledPool>>();

/** {@link compile}, remembered for the context object. */
export function compiledPool(pool: Pool, context: PoolContext): CompiledPool {
  let pools = compiledPools.get(context);
  if (!pools) {
    pools = new WeakMap();
    compiledPools.set(context, pools);
  }
  let compiled = pools.get(pool);
  if (!compiled) {
    compiled = compile(pool, context);
    pools.set(pool, compiled);
  }
  return compiled;
}

/**
 * The pools in the order in which Karpenter tries them: the heavier first, among equals the later in
 * the alphabet (sigs.k8s.io/karpenter `pkg/utils/nodepool`, OrderByWeight).
 */
export function byWeight(a: CompiledPool, b: CompiledPool): number {
  return b.weight - a.weight || (a.pool.name < b.pool.name ? 1 : -1);
}

/** The pod that a DaemonSet would put on a node. */
export function daemonPod(daemonSet: DaemonSet): Pod {
  const { template } = daemonSet.spec;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${daemonSet.metadata.name}-daemon`,
      namespace: daemonSet.metadata.namespace,
      labels: template.metadata?.labels,
    },
    spec: {
      ...template.spec,
      tolerations: [
        ...(template.spec.tolerations ?? []),
        ...DAEMON_TOLERATIONS,
      ],
    },
  };
}

/** The pods of DaemonSets that will run on each of the pool's nodes. */
export function daemonsOn(
  compiled: CompiledPool,
  daemonSets: readonly DaemonSet[],
): Pod[] {
  const taints = compiled.pool.nodePool.spec.template.spec.taints ?? [];
  return daemonSets
    .map(daemonPod)
    .filter(
      pod =>
        untolerated(pod.spec.tolerations, taints) === undefined &&
        podAlternatives(pod).some(wanted => !unmet(wanted, compiled)),
    );
}

/** What the DaemonSets that will run on the pool's nodes take of each. */
function daemonOverhead(
  compiled: CompiledPool,
  daemonSets: readonly DaemonSet[],
): Resources {
  const overhead: Resources = { pods: 0 };
  for (const pod of daemonsOn(compiled, daemonSets)) {
    addTo(overhead, specRequests(pod.spec));
    overhead.pods += 1;
  }
  return overhead;
}

/**
 * What a pod asks of its node's labels: the node selector together with each of the ORed affinity
 * terms. A term that names nodes by field, or nothing at all, matches no node that is yet to come.
 */
export function podAlternatives(pod: Pod): Requirements[] {
  const selector = Object.entries(pod.spec.nodeSelector ?? {}).map(
    ([key, value]) => ({ key, operator: 'In' as const, values: [value] }),
  );
  const terms =
    pod.spec.affinity?.nodeAffinity
      ?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms) {
    return [requirementsOf(selector)];
  }
  return terms
    .filter(
      term =>
        (term.matchExpressions?.length || term.matchFields?.length) &&
        (term.matchFields ?? []).every(field => field.operator === 'NotIn'),
    )
    .map(term =>
      requirementsOf([...selector, ...(term.matchExpressions ?? [])]),
    );
}

/** What is left of a pool for a pod, or the key that leaves nothing. */
export interface Remainder {
  types: CompiledPool['types'];
  zones: string[];
  capacityTypes: string[];
}

/**
 * Narrows a pool to what a pod asks for.
 *
 * A label that the pool does not define is absent on its nodes, so that only NotIn and DoesNotExist
 * are met (Karpenter's rule for labels that are not well known).
 */
export function narrow(
  wanted: Requirements,
  compiled: CompiledPool,
): { key: string; set: ValueSet } | Remainder {
  let { types, zones, capacityTypes } = compiled;
  for (const [key, set] of wanted) {
    let left: boolean;
    if (key === ZONE) {
      zones = zones.filter(zone => admits(set, zone));
      left = zones.length > 0;
    } else if (key === CAPACITY_TYPE) {
      capacityTypes = capacityTypes.filter(type => admits(set, type));
      left = capacityTypes.length > 0;
    } else if (isTypeKey(key)) {
      types = types.filter(({ labels }) => admits(set, labels[key]));
      left = types.length > 0;
    } else if (key === HOSTNAME) {
      left = admits(set, NEW_NODE);
    } else if (compiled.labels[key] !== undefined) {
      left = admits(set, compiled.labels[key]);
    } else {
      const offered = compiled.requirements.get(key);
      const both = offered && intersect(offered, set);
      left = both ? !isEmpty(both) : set.mayBeAbsent;
    }
    if (!left) {
      return { key, set };
    }
  }
  return { types, zones, capacityTypes };
}

function unmet(wanted: Requirements, compiled: CompiledPool): boolean {
  return 'key' in narrow(wanted, compiled);
}
