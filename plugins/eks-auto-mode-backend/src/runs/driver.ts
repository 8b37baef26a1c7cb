// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LoggerService } from '@backstage/backend-plugin-api';
import { systemClock, type RunClock } from './clock';
import type { RunEngine } from './engine';
import type { Claim, RunLeases } from './lease';
import { LeaseLostError, type RunsStore } from './store';

/**
 * Who calls `reconcile`, and when. What may happen is not decided here but by the claim and the
 * journal, so two drivers at once cannot double an effect.
 */
export interface Driver {
  /** Asks that a run is reconciled at this moment or soon after. */
  due(runId: string, at: Date): Promise<void>;
}

export interface EmbeddedDriverOptions {
  store: RunsStore;
  leases: RunLeases;
  engine: RunEngine;
  logger: LoggerService;
  /** Runs that one replica works on at once. */
  concurrency?: number;
  /** A claim is kept between reconciles that are no further apart than this. */
  burstMs?: number;
  clock?: RunClock;
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Calls `beat` again and again until what it answers is called. */
  every?: (ms: number, beat: () => void) => () => void;
}

/** A reconcile that lasts longer hangs: its claim is left to lapse. */
const LONGEST_RECONCILE_MS = 15 * 60_000;

const every = (ms: number, beat: () => void) => {
  const timer = setInterval(beat, ms);
  timer.unref();
  return () => clearInterval(timer);
};

const wait = (ms: number, signal: AbortSignal) =>
  new Promise<void>(resolve => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });

/**
 * Drives runs from within the backend: every replica ticks, claims what is due in the database and
 * reconciles it in bursts.
 */
export class EmbeddedDriver implements Driver {
  readonly #working = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();

  constructor(private readonly options: EmbeddedDriverOptions) {}

  async due(runId: string, at: Date): Promise<void> {
    const inMs = Math.max(
      0,
      at.getTime() - (this.options.clock ?? systemClock).now().getTime(),
    );
    await this.options.store.commit(runId, { dueInMs: inMs });
    if (inMs === 0) await this.tick();
  }

  /** Claims what is due and free and begins to work on it; returns without waiting for the work. */
  async tick(): Promise<void> {
    const { leases, concurrency = 20 } = this.options;
    const room = concurrency - this.#working.size;
    if (room <= 0 || this.#stop.signal.aborted) return;
    for (const claim of await leases.claimDue(room)) {
      const work = this.#work(claim).finally(() => {
        if (this.#working.get(claim.runId) === work)
          this.#working.delete(claim.runId);
      });
      this.#working.set(claim.runId, work);
    }
  }

  /** Resolves when nothing that this replica began is at work any more. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working.values());
    await this.options.engine.settled();
  }

  /** Ends the bursts after their present reconcile and gives the claims back. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.idle();
  }

  async #work(claim: Claim): Promise<void> {
    const { engine, leases, logger, burstMs = 5_000 } = this.options;
    const { signal } = this.#stop;
    const { clock = systemClock } = this.options;
    const session = engine.session(claim, signal);
    let fresh = this.#freshFrom(clock);
    try {
      for (;;) {
        const next = await this.#kept(claim, lost =>
          engine.reconcile(claim, session, AbortSignal.any([signal, lost])),
        );
        if (next === null || next > burstMs || signal.aborted) {
          await leases.release(claim, next);
          return;
        }
        await (this.options.wait ?? wait)(next, signal);
        if (fresh()) continue;
        fresh = this.#freshFrom(clock);
        if ((await leases.renew(claim)) === 'lost') return;
      }
    } catch (error) {
      // The claim is not given back: it lapses, and whoever takes it first finds out what is true.
      if (error instanceof LeaseLostError) logger.info(error.message);
      else
        logger.warn(
          `Run ${claim.runId} is left until its claim lapses`,
          error instanceof Error ? error : { error: String(error) },
        );
    } finally {
      await session.close();
    }
  }

  /**
   * Whether a claim that was renewed at this moment still has most of its time: what is written under
   * it is fenced, and a call renews it by itself. Two clocks, since one stands still while a machine
   * sleeps and the other can be set.
   */
  #freshFrom(clock: RunClock): () => boolean {
    const monotonic = clock.monotonic();
    const wall = clock.now().getTime();
    const most = this.options.leases.times.leaseMs / 6;
    return () =>
      clock.monotonic() - monotonic < most &&
      Math.abs(clock.now().getTime() - wall) < most;
  }

  /**
   * Keeps the claim while a reconcile reads: a large cluster can take longer to read than a lease
   * lasts, and replicas that took it from each other each time would never come to an end. Whether a
   * call may begin is not decided here but by the renewal right before it.
   */
  async #kept<T>(
    claim: Claim,
    work: (lost: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { leases, logger } = this.options;
    const { leaseMs } = leases.times;
    const lost = new AbortController();
    let beats = 0;
    const stop = (this.options.every ?? every)(leaseMs / 3, () => {
      beats += 1;
      if ((beats * leaseMs) / 3 > LONGEST_RECONCILE_MS) {
        stop();
        return;
      }
      leases.renew(claim).then(
        state =>
          state === 'lost' && lost.abort(new LeaseLostError(claim.runId)),
        error =>
          logger.warn(
            `The claim on run ${claim.runId} was not renewed while it was at work`,
            error,
          ),
      );
    });
    try {
      const result = await work(lost.signal);
      lost.signal.throwIfAborted();
      return result;
    } finally {
      stop();
    }
  }
}
