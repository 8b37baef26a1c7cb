// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  NodeState,
  PlacementWorld,
  fitsNodeState,
  matchesNodeSelector,
  podRequests,
  satisfies,
} from '../placement';
import type { Cloud } from '../../seam';
import { wantsNode } from '../controllers/daemonSets';
import type { DaemonSet, Node, NodePool, Pod } from '../model';
import { AUTO_LABEL, allocatableOf } from '../nodes';
import { suffix } from '../objects';

export type InstanceType = ReturnType<Cloud['instanceTypes']>[number];
type Amounts = Record<string, number>;

const ZONE = 'topology.kubernetes.io/zone';
const MAX_PODS = 110;
const FORBIDDEN_SIZES = new Set(['nano', 'micro', 'small']);

/** A node that would be launched: its pool and zone stand, its type is still open. */
export interface Draft {
  pool: NodePool;
  zone: string;
  capacityType: 'on-demand' | 'spot';
  labels: Record<string, string>;
  /** Types that hold everything on it, cheapest first. */
  types: InstanceType[];
  pods: Pod[];
  name: string;
}

export function priceOf(type: InstanceType): number {
  return type.onDemandUsd + type.autoFeeUsd;
}

/** Labels of an Auto node of this type, as far as they follow from the type. */
export function typeLabels(type: InstanceType): Record<string, string> {
  return {
    'kubernetes.io/arch': type.architecture,
    'beta.kubernetes.io/arch': type.architecture,
    'kubernetes.io/os': 'linux',
    'beta.kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': type.type,
    'beta.kubernetes.io/instance-type': type.type,
    'eks.amazonaws.com/instance-category': type.category,
    'eks.amazonaws.com/instance-family': type.family,
    'eks.amazonaws.com/instance-generation': String(type.generation),
    'eks.amazonaws.com/instance-size': type.size,
    'eks.amazonaws.com/instance-cpu': String(type.vcpus),
    'eks.amazonaws.com/instance-memory': String(type.memoryMiB),
    [AUTO_LABEL]: 'auto',
  };
}

/**
 * What Karpenter works out before it launches: which pods would go onto which new nodes. It runs in
 * the scheduler's own picture of the cluster, into which drafts are put and taken out again.
 */
export class Simulation {
  readonly drafts: Draft[] = [];
  readonly #placed: string[] = [];
  readonly #standing: NodeState[];
  readonly #borrowed: Pod[] = [];

  constructor(
    private readonly world: PlacementWorld,
    private readonly types: InstanceType[],
    private readonly daemonSets: DaemonSet[],
    private readonly zones: string[],
    private readonly region: string,
    /** What a pool has in use, for its limits. */
    private readonly used: (pool: NodePool) => Amounts,
  ) {
    this.#standing = [...world.nodes()].filter(
      state => state.labels[AUTO_LABEL] === 'auto',
    );
  }

  /** Puts a node that is on its way into the picture, so that it takes its pods first. */
  addComing(node: Node): void {
    this.world.setNode(node);
    this.#placed.push(node.metadata.name);
  }

  /** True where a node on its way or a draft takes the pod; a new draft is opened where a pool can. */
  place(pod: Pod, pools: NodePool[]): boolean {
    // The scheduler may not have come round to a node that has just become Ready.
    for (const state of this.#standing) {
      if (!fitsNodeState(pod, state, this.world)) continue;
      this.world.assign(pod, state.name);
      this.#borrowed.push(pod);
      return true;
    }
    for (const name of this.#placed) {
      const state = this.world.node(name);
      const draft = this.drafts.find(d => d.name === name);
      if (!state) continue;
      if (
        draft
          ? this.#add(pod, draft, state)
          : fitsNodeState(pod, state, this.world)
      ) {
        this.world.assign(pod, name);
        return true;
      }
    }
    return pools.some(pool => this.#open(pod, pool));
  }

  /** Takes everything out of the scheduler's picture again. */
  clear(): void {
    for (const pod of this.#borrowed) this.world.unassign(pod);
    for (const name of this.#placed) this.world.removeNode(name);
  }

  #open(pod: Pod, pool: NodePool): boolean {
    const requirements = pool.spec.template.spec.requirements ?? [];
    const wanted = requirements.find(
      r => r.key === 'karpenter.sh/capacity-type',
    );
    const capacityType =
      wanted?.operator === 'In' && wanted.values?.includes('spot')
        ? 'spot'
        : 'on-demand';
    for (const zone of this.#zonesFor(pod)) {
      const labels = this.#labels(pool, zone, capacityType);
      const types = this.types.filter(
        type =>
          !FORBIDDEN_SIZES.has(type.size) &&
          type.vcpus > 1 &&
          admits(requirements, { ...labels, ...typeLabels(type) }) &&
          this.#withinLimits(pool, type),
      );
      const name = `draft-${pool.metadata.name}-${suffix()}`;
      const draft: Draft = {
        pool,
        zone,
        capacityType,
        labels,
        types,
        pods: [],
        name,
      };
      const state = types.length ? this.#show(draft, pod) : undefined;
      if (state && this.#add(pod, draft, state)) {
        this.world.assign(pod, name);
        this.drafts.push(draft);
        this.#placed.push(name);
        return true;
      }
      this.world.removeNode(name);
    }
    return false;
  }

  /** Narrows the draft's types to those that hold the pod too; nothing changes where none does. */
  #add(pod: Pod, draft: Draft, state: NodeState): boolean {
    if (draft.pods.length + this.#daemons(draft).length >= MAX_PODS)
      return false;
    const matching = draft.types.filter(type =>
      matchesNodeSelector(pod.spec, {
        name: draft.name,
        labels: { ...draft.labels, ...typeLabels(type) },
      }),
    );
    const needs = this.#sum([...draft.pods, pod], draft);
    const types = matching.filter(type => holds(type, needs));
    if (!types.length) return false;
    // Everything but room and type labels: taints, ports, volumes, affinities, spreading.
    const shown = types.some(
      t => t.type === state.labels['node.kubernetes.io/instance-type'],
    )
      ? state
      : this.#show({ ...draft, types }, pod);
    if (!shown || !fitsNodeState(pod, shown, this.world)) return false;
    draft.types = types;
    draft.pods.push(pod);
    return true;
  }

  /** Puts the draft into the picture as the largest of its types that the pod may select. */
  #show(draft: Draft, pod: Pod): NodeState | undefined {
    const candidates = draft.types.filter(t =>
      matchesNodeSelector(pod.spec, {
        name: draft.name,
        labels: { ...draft.labels, ...typeLabels(t) },
      }),
    );
    const largest = candidates.sort(
      (a, b) => b.vcpus - a.vcpus || b.memoryMiB - a.memoryMiB,
    )[0];
    if (!largest) return undefined;
    this.world.setNode(draftNode(draft, largest));
    return this.world.node(draft.name);
  }

  #labels(
    pool: NodePool,
    zone: string,
    capacityType: string,
  ): Record<string, string> {
    const single = (pool.spec.template.spec.requirements ?? []).filter(
      r => r.operator === 'In' && r.values?.length === 1,
    );
    return {
      ...pool.spec.template.metadata?.labels,
      ...Object.fromEntries(single.map(r => [r.key, r.values?.[0] ?? ''])),
      'karpenter.sh/nodepool': pool.metadata.name,
      'karpenter.sh/capacity-type': capacityType,
      'eks.amazonaws.com/nodeclass': pool.spec.template.spec.nodeClassRef.name,
      [ZONE]: zone,
      'failure-domain.beta.kubernetes.io/zone': zone,
      'topology.kubernetes.io/region': this.region,
      'failure-domain.beta.kubernetes.io/region': this.region,
      [AUTO_LABEL]: 'auto',
    };
  }

  /** Emptier zones first, counted in pods of the same controller and in drafts. */
  #zonesFor(pod: Pod): string[] {
    const owner = pod.metadata.ownerReferences?.find(o => o.controller)?.uid;
    const counts = new Map(this.zones.map(zone => [zone, 0]));
    for (const { pod: other, node } of owner ? this.world.placed() : []) {
      if (!other.metadata.ownerReferences?.some(o => o.uid === owner)) continue;
      const zone = this.world.node(node)?.labels[ZONE] ?? '';
      if (counts.has(zone)) counts.set(zone, (counts.get(zone) ?? 0) + 1);
    }
    const open = (zone: string) =>
      this.drafts.filter(d => d.zone === zone).length;
    return [...this.zones].sort(
      (a, b) =>
        (counts.get(a) ?? 0) - (counts.get(b) ?? 0) || open(a) - open(b),
    );
  }

  #withinLimits(pool: NodePool, type: InstanceType): boolean {
    const { limits } = pool.spec;
    if (!limits) return true;
    const used = this.used(pool);
    const drafted = this.drafts.filter(
      d => d.pool.metadata.uid === pool.metadata.uid,
    );
    const sum = (read: (t: InstanceType) => number) =>
      drafted.reduce((total, d) => total + read(cheapest(d)), 0);
    const cpu = (used.cpu ?? 0) + sum(t => t.vcpus) + type.vcpus;
    const memory =
      (used.memory ?? 0) +
      sum(t => t.memoryMiB * 2 ** 20) +
      type.memoryMiB * 2 ** 20;
    const nodes = (used.nodes ?? 0) + drafted.length + 1;
    const within = (key: string, amount: number) =>
      limits[key] === undefined || amount <= quantityOf(limits[key]);
    return (
      within('cpu', cpu) && within('memory', memory) && within('nodes', nodes)
    );
  }

  #daemons(draft: Draft): DaemonSet[] {
    const node = draftNode(draft, draft.types[0]);
    return this.daemonSets.filter(set => wantsNode(set, node));
  }

  #sum(pods: Pod[], draft: Draft): Amounts {
    const total: Amounts = { pods: pods.length };
    const requests = pods.map(podRequests);
    for (const set of this.#daemons(draft)) {
      requests.push(
        podRequests({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: set.metadata.name },
          spec: set.spec.template.spec,
        }),
      );
      total.pods += 1;
    }
    for (const list of requests) {
      for (const [key, value] of Object.entries(list))
        total[key] = (total[key] ?? 0) + value;
    }
    return total;
  }
}

function admits(
  requirements: NonNullable<
    NodePool['spec']['template']['spec']['requirements']
  >,
  labels: Record<string, string>,
): boolean {
  return requirements.every(requirement =>
    satisfies(requirement, labels[requirement.key]),
  );
}

export function cheapest(draft: Draft): InstanceType {
  return [...draft.types].sort(
    (a, b) => priceOf(a) - priceOf(b) || a.vcpus - b.vcpus,
  )[0];
}

function quantityOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(text);
  const factors: Record<string, number> = {
    m: 1e-3,
    k: 1e3,
    M: 1e6,
    G: 1e9,
    T: 1e12,
    Ki: 2 ** 10,
    Mi: 2 ** 20,
    Gi: 2 ** 30,
    Ti: 2 ** 40,
  };
  return match ? Number(match[1]) * (factors[match[2] ?? ''] ?? 1) : 0;
}

function holds(type: InstanceType, needs: Amounts): boolean {
  const { cpu, memoryMiB } = allocatableOf(type, MAX_PODS);
  const room: Amounts = {
    cpu: cpu * 1000,
    memory: memoryMiB * 2 ** 20,
    pods: MAX_PODS,
    'ephemeral-storage': 80 * 2 ** 30,
  };
  return Object.entries(needs).every(
    ([key, value]) => value <= (room[key] ?? 0),
  );
}

export function draftNode(
  draft: Pick<Draft, 'name' | 'labels' | 'pool'>,
  type: InstanceType,
): Node {
  const { cpu, memoryMiB } = allocatableOf(type, MAX_PODS);
  const amounts = {
    cpu: `${Math.round(cpu * 1000)}m`,
    memory: `${memoryMiB}Mi`,
    pods: String(MAX_PODS),
    'ephemeral-storage': '80Gi',
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: draft.name,
      labels: {
        ...draft.labels,
        ...typeLabels(type),
        'kubernetes.io/hostname': draft.name,
      },
    },
    spec: { taints: draft.pool.spec.template.spec.taints ?? [] },
    status: { capacity: amounts, allocatable: amounts },
  };
}
