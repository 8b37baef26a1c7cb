// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NodeInstance } from '../../seam';
import { controller } from '../causes';
import type { Scheduler } from '../controllers/scheduler';
import {
  DaemonSet,
  Node,
  NodeClaim,
  NodePool,
  Pod,
  isKind,
  withCondition,
} from '../model';
import { Nodes, isAuto } from '../nodes';
import { ownedBy, suffix } from '../objects';
import { amount } from '../quantity';
import { types } from '../resources';
import type { Scheduling } from '../scheduling';
import type { Change } from '../store';
import type { Controller, World } from '../world';
import { AutoMode, ours } from './autoMode';
import {
  Draft,
  InstanceType,
  Simulation,
  cheapest,
  draftNode,
} from './simulation';

const CAUSE = controller('karpenter');
export const TERMINATION = 'karpenter.sh/termination';
/** Karpenter waits until no new pod has come for this long. */
const BATCH_MS = 1000;
const RETRY_MS = 10_000;

/** Makes NodeClaims for pods that no node takes and a pool could, and launches them. */
export class Provisioner implements Controller {
  /** Claims on their way, with the draft they came from: their nodes count before they are there. */
  readonly #coming = new Map<string, { draft: Draft; type: InstanceType }>();

  constructor(
    private readonly world: World,
    private readonly scheduling: Scheduling,
    private readonly scheduler: Scheduler,
    private readonly autoMode: AutoMode,
    private readonly nodes: Nodes,
    private readonly failed: (error: unknown) => void,
  ) {}

  resume(): void {
    for (const claim of [
      ...this.world.store.table<NodeClaim>(types.nodeClaims).objects.values(),
    ]) {
      // A launch whose outcome a restart swallowed is begun anew.
      if (ours(claim.spec.nodeClassRef.group) && !claim.status?.providerID)
        this.world.store.remove(types.nodeClaims, claim, CAUSE);
    }
    this.#soon();
  }

  onChange({ type, object, before }: Change): void {
    if (!this.autoMode.on) return;
    if (isKind(object, 'Pod') && type !== 'DELETED' && !object.spec.nodeName) {
      const unschedulable = object.status?.conditions?.some(
        c => c.type === 'PodScheduled' && c.status === 'False',
      );
      if (
        unschedulable &&
        object.status !== (isKind(before, 'Pod') ? before.status : undefined)
      )
        this.#soon();
    } else if (isKind(object, 'NodePool') && type !== 'DELETED') this.#soon();
    else if (isKind(object, 'Node') && type !== 'DELETED')
      this.#registered(object);
  }

  /** A node came whose claim nobody knows: a fleet file put it there. */
  adopt(instance: NodeInstance, node: Node): void {
    if (instance.origin.type !== 'auto') return;
    const { store } = this.world;
    const { nodeClaim, nodePool } = instance.origin;
    if (store.table(types.nodeClaims).get(nodeClaim)) return;
    const pool = store.table<NodePool>(types.nodePools).get(nodePool);
    const claim: NodeClaim = {
      apiVersion: 'karpenter.sh/v1',
      kind: 'NodeClaim',
      metadata: {
        name: nodeClaim,
        labels: {
          'karpenter.sh/nodepool': nodePool,
          'node.kubernetes.io/instance-type': instance.instanceType,
          'topology.kubernetes.io/zone': instance.availabilityZone,
        },
        finalizers: [TERMINATION],
        ...(pool ? { ownerReferences: [ownedBy(pool)] } : {}),
      },
      spec: {
        nodeClassRef: pool?.spec.template.spec.nodeClassRef ?? {
          group: 'eks.amazonaws.com',
          kind: 'NodeClass',
          name: 'default',
        },
        requirements: [],
        expireAfter: '336h',
      },
      status: {
        nodeName: node.metadata.name,
        providerID: node.spec.providerID,
        capacity: node.status?.capacity,
        allocatable: node.status?.allocatable,
      },
    };
    store.create(types.nodeClaims, claim, CAUSE);
    this.#registered(node);
  }

  #soon(): void {
    if (!this.world.loop.settling)
      this.world.loop.after('provision', BATCH_MS * this.world.pace.scale, () =>
        this.#provision(),
      );
  }

  #provision(): void {
    const { store, cloud, cluster } = this.world;
    const options = this.autoMode.options;
    const pending = this.scheduler
      .waiting()
      .filter(p =>
        p.status?.conditions?.some(
          c => c.type === 'PodScheduled' && c.status === 'False',
        ),
      );
    if (!options || !pending.length) return;
    const pools = [...store.table<NodePool>(types.nodePools).objects.values()]
      .filter(
        p =>
          ours(p.spec.template.spec.nodeClassRef.group) &&
          !p.metadata.deletionTimestamp &&
          p.status?.conditions?.some(
            c => c.type === 'Ready' && c.status === 'True',
          ),
      )
      .sort(
        (a, b) =>
          (b.spec.weight ?? 0) - (a.spec.weight ?? 0) ||
          (a.metadata.name < b.metadata.name ? -1 : 1),
      );
    if (!pools.length) return;
    const simulation = new Simulation(
      this.scheduling.world,
      cloud.instanceTypes(),
      [...store.table<DaemonSet>(types.daemonSets).objects.values()],
      options.zones,
      cluster.region,
      pool => this.#used(pool),
    );
    const drafts = this.#simulate(simulation, pending, pools);
    for (const draft of drafts) this.#claim(draft);
  }

  #simulate(
    simulation: Simulation,
    pending: Pod[],
    pools: NodePool[],
  ): Draft[] {
    try {
      for (const { draft, type } of this.#coming.values())
        simulation.addComing(draftNode(draft, type));
      for (const node of this.world.store
        .table<Node>(types.nodes)
        .objects.values()) {
        // Registered, not yet Ready: its taint will go, so it counts without it.
        if (
          isAuto(node) &&
          !node.spec.unschedulable &&
          node.spec.taints?.some(t => t.key === 'node.kubernetes.io/not-ready')
        ) {
          const taints = node.spec.taints.filter(
            t => t.key !== 'node.kubernetes.io/not-ready',
          );
          simulation.addComing({
            ...node,
            metadata: {
              ...node.metadata,
              name: `coming-${node.metadata.name}`,
            },
            spec: { ...node.spec, taints },
          });
        }
      }
      const size = (pod: Pod) =>
        pod.spec.containers.reduce(
          (sum, c) => sum + amount(c.resources?.requests?.cpu),
          0,
        );
      for (const pod of [...pending].sort((a, b) => size(b) - size(a)))
        simulation.place(pod, pools);
      return simulation.drafts;
    } finally {
      simulation.clear();
    }
  }

  #used(pool: NodePool): Record<string, number> {
    const claims = [
      ...this.world.store.table<NodeClaim>(types.nodeClaims).objects.values(),
    ].filter(
      c => c.metadata.labels?.['karpenter.sh/nodepool'] === pool.metadata.name,
    );
    return {
      cpu: claims.reduce((sum, c) => sum + amount(c.status?.capacity?.cpu), 0),
      memory: claims.reduce(
        (sum, c) => sum + amount(c.status?.capacity?.memory),
        0,
      ),
      nodes: claims.length,
    };
  }

  #claim(draft: Draft): void {
    const { store } = this.world;
    const type = cheapest(draft);
    const { template } = draft.pool.spec;
    const claim: NodeClaim = {
      apiVersion: 'karpenter.sh/v1',
      kind: 'NodeClaim',
      metadata: {
        name: `${draft.pool.metadata.name}-${suffix()}`,
        labels: {
          ...draft.labels,
          'node.kubernetes.io/instance-type': type.type,
        },
        annotations: {
          ...template.metadata?.annotations,
          'karpenter.sh/nodepool-hash': String(
            draft.pool.metadata.generation ?? 1,
          ),
        },
        finalizers: [TERMINATION],
        ownerReferences: [ownedBy(draft.pool)],
      },
      spec: {
        nodeClassRef: template.spec.nodeClassRef,
        requirements: [
          ...(template.spec.requirements ?? []).map(
            ({ key, operator, values }) => ({ key, operator, values }),
          ),
          {
            key: 'node.kubernetes.io/instance-type',
            operator: 'In',
            values: draft.types.slice(0, 60).map(t => t.type),
          },
          {
            key: 'karpenter.sh/nodepool',
            operator: 'In',
            values: [draft.pool.metadata.name],
          },
        ],
        ...(template.spec.taints ? { taints: template.spec.taints } : {}),
        ...(template.spec.startupTaints
          ? { startupTaints: template.spec.startupTaints }
          : {}),
        expireAfter: template.spec.expireAfter ?? '336h',
        ...(template.spec.terminationGracePeriod
          ? { terminationGracePeriod: template.spec.terminationGracePeriod }
          : {}),
      },
      status: {
        capacity: {
          cpu: String(type.vcpus),
          memory: `${type.memoryMiB}Mi`,
          pods: '110',
        },
      },
    };
    const made = store.create(types.nodeClaims, claim, CAUSE);
    this.#coming.set(made.metadata.name, { draft, type });
    void this.#launch(made, draft, type).catch(this.failed);
  }

  async #launch(
    claim: NodeClaim,
    draft: Draft,
    type: InstanceType,
  ): Promise<void> {
    const { store, cloud, cluster, loop, pace } = this.world;
    const { name } = claim.metadata;
    const nodeClass = this.autoMode.nodeClass(
      draft.pool.spec.template.spec.nodeClassRef.name,
    );
    const outcome = await cloud.launchAutoInstance(cluster.arn, {
      nodePool: draft.pool.metadata.name,
      nodeClaim: name,
      instanceType: type.type,
      zone: draft.zone,
      labels: draft.labels,
      taints: draft.pool.spec.template.spec.taints ?? [],
      nodeRole: nodeClass?.spec.role ?? '',
      subnets: nodeClass?.spec.subnetSelectorTerms,
    });
    const standing = store.table<NodeClaim>(types.nodeClaims).get(name);
    if ('refused' in outcome) {
      if (!standing) {
        this.#coming.delete(name);
        return;
      }
      this.#condition(standing, {
        type: 'Launched',
        status: 'False',
        reason: 'LaunchFailed',
        message: `Error creating fleet: ${outcome.refused}`,
      });
      loop.after(`relaunch ${name}`, RETRY_MS * pace.scale, () => {
        // Until then the claim stands for its pods: nothing else is launched for them.
        this.#coming.delete(name);
        const failedClaim = store.table<NodeClaim>(types.nodeClaims).get(name);
        if (failedClaim) store.remove(types.nodeClaims, failedClaim, CAUSE);
        this.#soon();
      });
      return;
    }
    if (!standing || !this.autoMode.on) {
      this.#coming.delete(name);
      await cloud.terminateInstance(cluster.arn, outcome.instance.instanceId);
      return;
    }
    const launched: NodeClaim = {
      ...standing,
      status: {
        ...standing.status,
        providerID: `aws:///${outcome.instance.availabilityZone}/${outcome.instance.instanceId}`,
      },
    };
    this.#condition(store.update(types.nodeClaims, launched, CAUSE, true), {
      type: 'Launched',
      status: 'True',
      reason: 'Launched',
    });
    this.nodes.join(outcome.instance);
    const node = this.nodes.byInstance(outcome.instance.instanceId);
    if (node) this.#registered(node);
    this.#coming.delete(name);
  }

  #registered(node: Node): void {
    if (!isAuto(node)) return;
    const { store } = this.world;
    const claim = [
      ...store.table<NodeClaim>(types.nodeClaims).objects.values(),
    ].find(c => c.status?.providerID === node.spec.providerID);
    if (!claim) return;
    const ready =
      node.status?.conditions?.some(
        c => c.type === 'Ready' && c.status === 'True',
      ) ?? false;
    const now = store.now();
    let conditions = claim.status?.conditions;
    const set = (type: string) => {
      conditions = withCondition(
        conditions,
        { type, status: 'True', reason: type },
        now,
      );
    };
    set('Launched');
    set('Registered');
    if (ready) ['Initialized', 'Ready'].forEach(set);
    store.update(
      types.nodeClaims,
      {
        ...claim,
        status: {
          ...claim.status,
          nodeName: node.metadata.name,
          allocatable: node.status?.allocatable,
          conditions,
        },
      },
      CAUSE,
      true,
    );
  }

  #condition(
    claim: NodeClaim,
    condition: {
      type: string;
      status: 'True' | 'False';
      reason: string;
      message?: string;
    },
  ): void {
    const conditions = withCondition(
      claim.status?.conditions,
      condition,
      this.world.store.now(),
    );
    this.world.store.update(
      types.nodeClaims,
      { ...claim, status: { ...claim.status, conditions } },
      CAUSE,
      true,
    );
  }
}
