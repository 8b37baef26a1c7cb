// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  Plan,
  PlanStep,
  StepState,
  VerificationRow,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { ClusterSession } from '../clusters/session';
import type { RunClock } from './clock';
import type { Call, EffectKind, EffectRecord, Performed } from './effect';
import type { Claim } from './lease';
import { recorded, type Performer } from './perform';
import type { OwnedSubject, PodFits, StepBackups, StepContext } from './step';
import type { EffectFilter, RunsStore, StoredRun, StoredStep } from './store';

/** What the other rooms answer to a running step. */
export interface RunWorld {
  /** Read now, under the assess role. */
  inventory(clusterArn: string, signal: AbortSignal): Promise<Inventory>;
  backups: StepBackups;
  podFits: PodFits;
  ownerOf(
    clusterArn: string,
    subject: OwnedSubject,
  ): Promise<string | undefined>;
  /** `<code> <subject key>` of every exception that holds now. */
  accepted(clusterArn: string): Promise<ReadonlySet<string>>;
  /** Differences between the plan's basis and the cluster as it is now; read afresh. */
  drift?(plan: Plan, signal: AbortSignal): Promise<string[]>;
  /** The plan's blockers that no exception covers now. */
  unexcepted?(plan: Plan): Promise<Plan['blockedBy']>;
}

/** The context of one reconcile of one step; writes under the claim's fence. */
export class RunStepContext implements StepContext {
  readonly runId: string;
  readonly clusterArn: string;
  readonly clusterName: string;
  readonly since: Date;
  readonly undoTo?: 'workloads-back' | 'auto-mode-off';
  readonly backups: StepBackups;
  readonly podFits: PodFits;
  readonly #memory: Record<string, JsonValue>;

  constructor(
    private readonly options: {
      store: RunsStore;
      performer: Performer;
      clock: RunClock;
      effects: ReadonlyMap<string, EffectKind>;
      world: RunWorld;
    },
    private readonly claim: Claim,
    private readonly run: StoredRun,
    private readonly stored: StoredStep,
    readonly plan: Plan,
    readonly step: PlanStep,
    readonly session: ClusterSession,
    readonly signal: AbortSignal,
  ) {
    this.runId = run.id;
    this.clusterArn = run.clusterArn;
    this.clusterName = run.clusterName;
    this.undoTo = run.undoTo;
    this.since = new Date(stored.since ?? stored.startedAt ?? run.createdAt);
    this.backups = options.world.backups;
    this.podFits = options.world.podFits;
    this.#memory = { ...stored.memory };
  }

  now(): Date {
    return this.options.clock.now();
  }

  inventory(): Promise<Inventory> {
    return this.options.world.inventory(this.clusterArn, this.signal);
  }

  accepted(): Promise<ReadonlySet<string>> {
    return this.options.world.accepted(this.clusterArn);
  }

  async drift(): Promise<string[]> {
    return (await this.options.world.drift?.(this.plan, this.signal)) ?? [];
  }

  async unexcepted(): Promise<Plan['blockedBy']> {
    return (await this.options.world.unexcepted?.(this.plan)) ?? [];
  }

  ownerOf(subject: OwnedSubject): Promise<string | undefined> {
    return this.options.world.ownerOf(this.clusterArn, subject);
  }

  recall<T extends JsonValue>(key: string): T | undefined {
    // What is under a key was written by the same step under the same key.
    return this.#memory[key] as T | undefined;
  }

  stepState(stepId: string): StepState | undefined {
    return this.run.steps.find(step => step.id === stepId)?.state;
  }

  recallOf(stepId: string, key: string): JsonValue | undefined {
    return this.run.steps.find(step => step.id === stepId)?.memory[key];
  }

  async remember(key: string, value: JsonValue): Promise<void> {
    this.#memory[key] = value;
    this.stored.memory = { ...this.#memory };
    await this.#commit({
      steps: { [this.stored.id]: { memory: this.#memory } },
    });
  }

  async perform<A extends JsonObject>(
    kind: EffectKind<A>,
    args: A,
    options: Parameters<StepContext['perform']>[2],
  ): Promise<Performed> {
    const because =
      'change' in options
        ? { change: options.change }
        : { undoes: options.undoes };
    const [result] = await this.performAll(kind, [
      { args, because, replaces: options.replaces },
    ]);
    return result;
  }

  performAll<A extends JsonObject>(
    kind: EffectKind<A>,
    calls: Call<A>[],
  ): Promise<Performed[]> {
    return this.options.performer.perform(
      {
        claim: this.claim,
        plan: this.plan,
        stepId: this.step.id,
        undoing: this.undoTo !== undefined,
        session: this.session,
        signal: this.signal,
      },
      kind,
      calls,
    );
  }

  effects(filter?: EffectFilter): Promise<EffectRecord[]> {
    return recorded(this.options.store.effects(this.runId, filter));
  }

  effectKind(api: string): EffectKind | undefined {
    return this.options.effects.get(api);
  }

  async say(message: string, data?: JsonValue): Promise<void> {
    await this.#commit({
      entries: [
        {
          at: this.now().toISOString(),
          stepId: this.step.id,
          type: 'message',
          message,
          ...(data === undefined ? {} : { data }),
        },
      ],
    });
  }

  async useBackup(backupId: string): Promise<void> {
    if (this.run.backupId === backupId) return;
    this.run.backupId = backupId;
    await this.#commit({ run: { backupId } });
  }

  async verified(rows: VerificationRow[]): Promise<void> {
    await this.#commit({ run: { verification: { rows } } });
  }

  #commit(commit: Parameters<RunsStore['commit']>[1]): Promise<void> {
    return recorded(
      this.options.store.commit(this.runId, {
        ...commit,
        fence: this.claim.fence,
      }),
    );
  }
}
