// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { controller } from '../causes';
import { Drains, workloadPods } from '../controllers/drains';
import { Node, NodeClaim, NodePool, isKind } from '../model';
import { Nodes, instanceOf, isAuto } from '../nodes';
import { scaled } from '../quantity';
import { types } from '../resources';
import type { Change } from '../store';
import type { Controller, World } from '../world';
import type { AutoMode } from './autoMode';
import { TERMINATION } from './provisioner';

const CAUSE = controller('karpenter');
const DISRUPTED = {
  key: 'karpenter.sh/disrupted',
  effect: 'NoSchedule' as const,
};
const SCAN_MS = 10_000;

/** Empties and ends Auto nodes: what is deleted drains under the budgets, what stands empty is consolidated. */
export class Disruption implements Controller {
  readonly #emptySince = new Map<string, number>();
  readonly #ending = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly autoMode: AutoMode,
    private readonly nodes: Nodes,
    private readonly drains: Drains,
    private readonly failed: (error: unknown) => void,
  ) {}

  resume(): void {
    for (const claim of this.world.store
      .table<NodeClaim>(types.nodeClaims)
      .objects.values())
      this.#lookAt(claim);
    this.#scanLater();
  }

  onChange({ type, object }: Change): void {
    if (isKind(object, 'NodeClaim') && type !== 'DELETED') this.#lookAt(object);
    else if (isKind(object, 'NodeClaim'))
      this.#ending.delete(object.metadata.name);
    else if (isKind(object, 'NodePool')) this.#count(object.metadata.name);
  }

  #lookAt(claim: NodeClaim): void {
    this.#count(claim.metadata.labels?.['karpenter.sh/nodepool'] ?? '');
    if (
      !claim.metadata.deletionTimestamp ||
      this.#ending.has(claim.metadata.name)
    )
      return;
    this.#ending.add(claim.metadata.name);
    this.world.loop.enqueue(`end ${claim.metadata.name}`, () =>
      this.#end(claim),
    );
  }

  #end(claim: NodeClaim): void {
    const { store, objects } = this.world;
    const node = store
      .table<Node>(types.nodes)
      .get(claim.status?.nodeName ?? '');
    if (!node) {
      void this.#terminate(claim).catch(this.failed);
      return;
    }
    if (!node.spec.taints?.some(t => t.key === DISRUPTED.key)) {
      objects.update(
        types.nodes,
        {
          ...node,
          spec: {
            ...node.spec,
            taints: [...(node.spec.taints ?? []), DISRUPTED],
          },
        },
        CAUSE,
      );
    }
    this.drains.start(node.metadata.name, 'karpenter', () => {
      void this.#terminate(claim).catch(this.failed);
    });
  }

  async #terminate(claim: NodeClaim): Promise<void> {
    const { cloud, cluster, store, objects } = this.world;
    const instance = claim.status?.providerID?.split('/').pop();
    if (instance) await cloud.terminateInstance(cluster.arn, instance);
    const node = store
      .table<Node>(types.nodes)
      .get(claim.status?.nodeName ?? '');
    if (node) this.nodes.vanish(node, 'karpenter');
    objects.release(types.nodeClaims, claim, TERMINATION, CAUSE);
  }

  /** The instance is gone, whoever ended it: the claim goes with it. */
  instanceGone(instanceId: string): void {
    const { store } = this.world;
    for (const claim of [
      ...store.table<NodeClaim>(types.nodeClaims).objects.values(),
    ]) {
      if (claim.status?.providerID?.endsWith(`/${instanceId}`))
        store.remove(types.nodeClaims, claim, CAUSE);
    }
  }

  #scanLater(): void {
    this.world.loop.after(
      'consolidate',
      SCAN_MS * this.world.pace.scale,
      () => {
        try {
          this.#scan();
        } finally {
          this.#scanLater();
        }
      },
    );
  }

  #scan(): void {
    if (!this.autoMode.on) return;
    const { store, objects } = this.world;
    const now = store.now().getTime();
    const byPool = new Map<string, Node[]>();
    for (const node of store.table<Node>(types.nodes).objects.values()) {
      if (!isAuto(node)) continue;
      const pool = node.metadata.labels?.['karpenter.sh/nodepool'] ?? '';
      byPool.set(pool, [...(byPool.get(pool) ?? []), node]);
      if (workloadPods(this.world, node.metadata.name).length)
        this.#emptySince.delete(node.metadata.name);
      else if (!this.#emptySince.has(node.metadata.name))
        this.#emptySince.set(node.metadata.name, now);
    }
    for (const [name, nodes] of byPool) {
      const pool = store.table<NodePool>(types.nodePools).get(name);
      if (!pool) continue;
      const after = durationMs(pool.spec.disruption?.consolidateAfter ?? '0s');
      const leaving = nodes.filter(
        n => this.#claimOf(n)?.metadata.deletionTimestamp,
      ).length;
      let allowed = allowedDisruptions(pool, nodes.length) - leaving;
      for (const node of nodes) {
        const since = this.#emptySince.get(node.metadata.name);
        const claim = this.#claimOf(node);
        if (
          allowed <= 0 ||
          since === undefined ||
          after === undefined ||
          !claim ||
          claim.metadata.deletionTimestamp
        )
          continue;
        if (now - since < after * this.world.pace.scale) continue;
        allowed -= 1;
        objects.delete(types.nodeClaims, claim, {}, CAUSE);
      }
    }
  }

  #claimOf(node: Node): NodeClaim | undefined {
    return [
      ...this.world.store.table<NodeClaim>(types.nodeClaims).objects.values(),
    ].find(
      c =>
        c.status?.providerID ===
        `aws:///${
          node.metadata.labels?.['topology.kubernetes.io/zone']
        }/${instanceOf(node)}`,
    );
  }

  /** `status.resources` of a pool follows its claims. */
  #count(name: string): void {
    const { store, loop } = this.world;
    if (!name) return;
    loop.enqueue(`pool-resources ${name}`, () => {
      const pool = store.table<NodePool>(types.nodePools).get(name);
      if (!pool) return;
      const claims = [
        ...store.table<NodeClaim>(types.nodeClaims).objects.values(),
      ].filter(c => c.metadata.labels?.['karpenter.sh/nodepool'] === name);
      const cpu = claims.reduce(
        (sum, c) => sum + Number(c.status?.capacity?.cpu ?? 0),
        0,
      );
      store.update(
        types.nodePools,
        {
          ...pool,
          status: {
            ...pool.status,
            resources: { nodes: String(claims.length), cpu: String(cpu) },
          },
        },
        CAUSE,
        true,
      );
    });
  }
}

/** The most restrictive budget that applies; `nodes: "0"` forbids every voluntary disruption. */
export function allowedDisruptions(pool: NodePool, nodes: number): number {
  const budgets = (pool.spec.disruption?.budgets ?? [{ nodes: '10%' }]).filter(
    b => !b.reasons || b.reasons.includes('Empty'),
  );
  return Math.min(
    nodes,
    ...budgets.map(b =>
      scaled(/^\d+$/.test(b.nodes) ? Number(b.nodes) : b.nodes, nodes, 'up'),
    ),
  );
}

/** `30s`, `1h30m`; `undefined` stands for Never. */
export function durationMs(text: string): number | undefined {
  if (text === 'Never') return undefined;
  const factors: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000 };
  return [...text.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * factors[unit],
    0,
  );
}
