// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto';
import { NotFoundError } from '@backstage/errors';
import type {
  Plan,
  PlanOptions,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  AnyCheck,
  Inventory,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { AssessmentsStore } from '../assessments/assessmentsStore';
import type { ClusterRow, ClustersStore } from '../assessments/clustersStore';
import type { ExceptionsStore } from '../assessments/exceptionsStore';
import type { InventoryReader } from '../assessments/inventoryReader';
import { clusterIdOf, parseClusterArn } from '../clusters/clusterArn';
import type { Environments } from '../clusters/environments';
import type { CatalogOwners } from '../owners/catalogOwners';
import {
  createOwnerResolver,
  type OwnerResolver,
} from '../owners/resolveOwner';
import {
  basisDrift,
  basisNow,
  lookingOut,
  planning,
  podFits,
  type Outlook,
} from '../plans';
import { evaluating } from '../readiness/evaluate';
import type { RunWorld } from '../runs/context';
import type { StepBackups } from '../runs/step';
import { gathered, inTurns } from '../turns';

export interface PlannerDeps {
  inventories: InventoryReader;
  assessments: AssessmentsStore;
  exceptions: ExceptionsStore;
  clusters: ClustersStore;
  catalogOwners(): Promise<CatalogOwners>;
  checks: readonly AnyCheck[];
  teamLabels: string[];
  environments: Environments;
  now(): Date;
}

/** How long a run goes by the owners that it once asked for. */
const OWNERS_MS = 60_000;

/** Brings the pure plan together with what it stands on: inventory, findings, owners, exceptions. */
export class Planner {
  readonly #owners = new Map<
    string,
    { until: number; resolver: Promise<OwnerResolver | undefined> }
  >();

  constructor(private readonly deps: PlannerDeps) {}

  /** A plan from what is true now. */
  async plan(
    clusterArn: string,
    options: PlanOptions,
    actor: string,
    signal: AbortSignal,
  ): Promise<Plan> {
    const { deps } = this;
    const cluster = await this.cluster(clusterArn);
    const environment = deps.environments.find(
      parseClusterArn(clusterArn),
    )?.environment;
    const inventory = await deps.inventories.now(clusterArn, signal, {
      nodeRoleArn: options.nodeRoleArn,
      userRef: actor,
    });
    const now = deps.now();
    const owners = await this.owners(cluster, inventory);
    const made = await inTurns(
      planning({
        id: randomUUID(),
        createdAt: now.toISOString(),
        createdBy: actor,
        inventory,
        findings: await inTurns(
          gathered(evaluating(inventory, deps.checks, now)),
        ),
        exceptions: await deps.exceptions.active(cluster.id, now),
        options: {
          ...options,
          tags: { ...environment?.tags, ...options.tags },
          soakSeconds:
            options.soakSeconds ??
            Math.round((environment?.gates.soakMs ?? 0) / 1000),
        },
        ownerOf: subject => owners.ownerOf(subject).owner,
      }),
    );
    return { ...made, ...touched(made, inventory, owners) };
  }

  /** How the basis of a plan differs from the cluster as it is now, in words. */
  async drift(of: Plan, signal: AbortSignal): Promise<string[]> {
    const inventory = await this.deps.inventories.now(of.clusterArn, signal, {
      nodeRoleArn: of.options.nodeRoleArn,
    });
    return basisDrift(of.basis, basisNow(inventory));
  }

  /** The plan's blockers that no exception covers now. */
  async unexcepted(of: Plan): Promise<Plan['blockedBy']> {
    const accepted = await this.accepted(of.clusterArn);
    return of.blockedBy.filter(
      one => !accepted.has(`${one.code} ${one.subjectKey}`),
    );
  }

  /** What a plan made from this inventory would say of sources and times. */
  async outlook(inventory: Inventory): Promise<Outlook> {
    return await inTurns(lookingOut(inventory));
  }

  /** What steps of runs ask of the other rooms. */
  world(backups: StepBackups): RunWorld {
    return {
      backups,
      podFits,
      inventory: (clusterArn, signal) =>
        this.deps.inventories.now(clusterArn, signal),
      accepted: clusterArn => this.accepted(clusterArn),
      drift: (made, signal) => this.drift(made, signal),
      unexcepted: made => this.unexcepted(made),
      ownerOf: async (clusterArn, subject) =>
        (await this.assessedOwners(clusterArn))?.ownerOf(subject).owner,
    };
  }

  /**
   * Who owns what on a cluster, as last assessed. A run asks for one workload after the other:
   * unpacking the inventory and reading the catalog for each would take longer than the drain.
   */
  private async assessedOwners(
    clusterArn: string,
  ): Promise<OwnerResolver | undefined> {
    const now = this.deps.now().getTime();
    for (const [arn, { until }] of this.#owners) {
      if (until <= now) this.#owners.delete(arn);
    }
    let known = this.#owners.get(clusterArn);
    if (!known) {
      const resolver = this.deps.assessments
        .inventory(clusterIdOf(clusterArn))
        .then(
          async inventory =>
            inventory &&
            (await this.owners(await this.cluster(clusterArn), inventory)),
        );
      known = { until: now + OWNERS_MS, resolver };
      this.#owners.set(clusterArn, known);
      resolver.catch(() => this.#owners.delete(clusterArn));
    }
    return await known.resolver;
  }

  private async accepted(clusterArn: string): Promise<ReadonlySet<string>> {
    const exceptions = await this.deps.exceptions.active(
      clusterIdOf(clusterArn),
      this.deps.now(),
    );
    return new Set(exceptions.map(one => `${one.code} ${one.subjectKey}`));
  }

  private async cluster(clusterArn: string): Promise<ClusterRow> {
    const cluster = await this.deps.clusters.get(clusterIdOf(clusterArn));
    if (!cluster) throw new NotFoundError(`There is no cluster ${clusterArn}`);
    return cluster;
  }

  private async owners(
    cluster: ClusterRow,
    inventory: Inventory,
  ): Promise<OwnerResolver> {
    return createOwnerResolver({
      inventory,
      catalog: await this.deps.catalogOwners(),
      clusterOwner: cluster.owner,
      teamLabels: this.deps.teamLabels,
    });
  }
}

/** Whose pods a plan moves: people are told, and services find the run in their history. */
function touched(
  made: Plan,
  inventory: Inventory,
  owners: OwnerResolver,
): Pick<Plan, 'notifies' | 'services'> {
  const { nodes, pods } = inventory.parts;
  if (nodes.state === 'unread' || pods.state === 'unread') return {};
  const moving = new Set(
    made.sources
      .filter(source => source.decision === 'move')
      .map(source => source.name),
  );
  const onMoving = new Set(
    nodes.value
      .filter(node =>
        moving.has(node.metadata.labels?.['eks.amazonaws.com/nodegroup'] ?? ''),
      )
      .map(node => node.metadata.name),
  );
  const notifies = new Set<string>();
  const services = new Map<string, number>();
  for (const pod of pods.value) {
    const daemon = pod.metadata.ownerReferences?.some(
      o => o.controller && o.kind === 'DaemonSet',
    );
    if (daemon || !onMoving.has(pod.spec.nodeName ?? '')) continue;
    const { owner, componentRef } = owners.ownerOf({
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: pod.metadata.namespace,
      name: pod.metadata.name,
    });
    if (owner) notifies.add(owner);
    if (componentRef)
      services.set(componentRef, (services.get(componentRef) ?? 0) + 1);
  }
  return {
    notifies: [...notifies].sort(),
    services: [...services].map(([componentRef, count]) => ({
      componentRef,
      pods: count,
    })),
  };
}
