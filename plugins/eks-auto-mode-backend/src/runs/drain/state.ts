// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '@backstage/types';
import type {
  Node,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { ClusterSession } from '../../clusters/session';
import type { ClusterStorage, Reconciled, StepContext } from '../step';
import type { Choice } from './choose';
import { readStorage, readWanted, type Wanted } from './read';
import type { Landings } from './landings';
import type { Baseline, Behind } from './readiness';
import { workloadKey } from './workload';

/** Behind-states change with every pass; they are written down no more often than this. */
const SAVE_MS = 5_000;
const WANTED_MS = 3_000;
const STORAGE_MS = 15_000;

/** What the last look at every pod came to. */
export interface Look {
  at: number;
  goodForMs: number;
  choice: Choice;
  again: Extract<Reconciled, { state: 'again' }>;
}

interface Timed<T> {
  at: number;
  value: T;
}

/**
 * What a drain knows within one burst. All of it can be lost: it is read again from the journal, the
 * step's memory and the cluster.
 */
export class DrainState {
  nodes: Timed<Node[]> | undefined;
  look: Look | undefined;
  readonly owners = new Map<string, string>();
  /** When an eviction of each workload was last accepted, in Unix ms. */
  readonly lastMoved = new Map<string, number>();
  /** No eviction is asked for before, where the API server is overloaded. */
  quietUntil = 0;
  refused = 0;
  lastProgress: number;
  viewAt = 0;
  #behindSaved = 0;
  #wanted: Timed<Wanted> | undefined;
  #storage: Timed<ClusterStorage> | undefined;

  private constructor(
    readonly evicted: Set<string>,
    readonly moved: Set<string>,
    readonly cordonedAt: Map<string, number>,
    public baseline: Baseline | undefined,
    public behind: Behind,
    public landings: Landings,
    /** When the step began, or was begun anew by a retry, in Unix ms. */
    readonly begunAt: number,
    now: number,
  ) {
    this.lastProgress = now;
  }

  static async load(context: StepContext): Promise<DrainState> {
    const evicted = new Set<string>();
    const moved = new Set<string>();
    const lastMoved = new Map<string, number>();
    const cordonedAt = new Map<string, number>(
      Object.entries(
        context.recall<Record<string, number>>('cordonedAt') ?? {},
      ),
    );
    const effects = await context.effects({
      stepId: context.step.id,
      state: 'happened',
    });
    for (const effect of effects) {
      if (effect.api === 'kubernetes:evict') {
        evicted.add(String(effect.args.uid));
        const workload = String(effect.args.workload);
        moved.add(workload);
        lastMoved.set(
          workload,
          Math.max(lastMoved.get(workload) ?? 0, Date.parse(effect.at)),
        );
      } else if (effect.api === 'kubernetes:cordon') {
        cordonedAt.set(String(effect.args.node), Date.parse(effect.at));
      }
    }
    const state = new DrainState(
      evicted,
      moved,
      cordonedAt,
      context.recall<Baseline>('baseline'),
      context.recall<Behind>('behind') ?? {},
      context.recall<Landings>('landings') ?? {},
      context.since.getTime(),
      context.now().getTime(),
    );
    for (const [key, at] of lastMoved) state.lastMoved.set(key, at);
    return state;
  }

  /**
   * Since when, in Unix ms, no pod of this one's workload has gone. It comes from the journal, not
   * from what this claim has seen: a claim may be shorter than anybody's patience.
   */
  stillSince(pod: Pod): number {
    return Math.max(
      this.lastMoved.get(workloadKey(pod)) ?? 0,
      this.begunAt,
      Date.parse(pod.metadata.creationTimestamp ?? '') || 0,
    );
  }

  async wanted(context: StepContext): Promise<Wanted> {
    const now = context.now().getTime();
    if (!this.#wanted || now - this.#wanted.at > WANTED_MS)
      this.#wanted = {
        at: now,
        value: await readWanted(context.session, context.signal),
      };
    return this.#wanted.value;
  }

  async storage(context: StepContext): Promise<ClusterStorage> {
    const now = context.now().getTime();
    if (!this.#storage || now - this.#storage.at > STORAGE_MS)
      this.#storage = {
        at: now,
        value: await readStorage(context.session, context.signal),
      };
    return this.#storage.value;
  }

  /** Written down only now and then: what is lost is at most a few seconds of patience. */
  async saveBehind(context: StepContext, behind: Behind) {
    const changed =
      Object.keys(behind).length !== Object.keys(this.behind).length ||
      Object.keys(behind).some(
        key => behind[key].since !== this.behind[key]?.since,
      );
    this.behind = behind;
    const now = context.now().getTime();
    if (!changed || now - this.#behindSaved < SAVE_MS) return;
    this.#behindSaved = now;
    const plain: JsonObject = {};
    for (const [key, { ready, since }] of Object.entries(behind))
      plain[key] = { ready, since };
    await context.remember('behind', plain);
  }
}

const states = new WeakMap<ClusterSession, Map<string, Promise<DrainState>>>();

/** A session lives as long as a claim: another replica's work in between is never overlooked. */
export function drainState(context: StepContext): Promise<DrainState> {
  const ofSession =
    states.get(context.session) ?? new Map<string, Promise<DrainState>>();
  states.set(context.session, ofSession);
  const key = `${context.runId} ${context.step.id} ${
    context.undoTo ?? ''
  } ${context.since.getTime()}`;
  const known = ofSession.get(key);
  if (known) return known;
  const loaded = DrainState.load(context);
  ofSession.set(key, loaded);
  loaded.catch(() => ofSession.delete(key));
  return loaded;
}
