// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Blocked,
  Plan,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { RunClock } from './clock';
import { systemClock } from './clock';
import type { RunEvents } from './events';
import {
  toRun,
  type RunsStore,
  type StoredRun,
  type StoredStep,
} from './store';

/**
 * Tells the neighbours. Nobody waits for them; what they could not be told is journalled.
 */
export class Tell {
  readonly #pending = new Set<Promise<void>>();
  readonly #clock: RunClock;

  constructor(
    private readonly options: {
      store: RunsStore;
      logger: LoggerService;
      events?: RunEvents;
      clock?: RunClock;
    },
  ) {
    this.#clock = options.clock ?? systemClock;
  }

  changed(run: StoredRun) {
    this.#begin(run, undefined, events => events.changed?.(toRun(run)));
  }

  beforeMoving(run: StoredRun, plan: Plan, step: StoredStep) {
    this.#begin(run, 'owners that their workloads are about to move', events =>
      events.beforeMoving?.(toRun(run), plan, step),
    );
  }

  blocked(run: StoredRun, step: StoredStep | undefined, blocked: Blocked[]) {
    this.#begin(run, 'owners that the run is blocked', events =>
      events.blocked?.(toRun(run), step, blocked),
    );
  }

  waiting(run: StoredRun, step: StoredStep, what: string) {
    this.#begin(run, `owners that the run waits for ${what}`, events =>
      events.waiting?.(toRun(run), step, what),
    );
  }

  ended(run: StoredRun, plan: Plan) {
    this.#begin(run, 'owners that the run has ended', events =>
      events.ended?.(toRun(run), plan),
    );
  }

  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }

  async journal(
    runId: string,
    message: string,
    type: 'message' | 'notified' = 'message',
  ): Promise<void> {
    try {
      await this.options.store.commit(runId, {
        entries: [{ at: this.#clock.now().toISOString(), type, message }],
      });
    } catch (error) {
      this.options.logger.warn(
        `Run ${runId}: could not be journalled: ${message}`,
        error instanceof Error ? error : { error: String(error) },
      );
    }
  }

  #begin(
    run: StoredRun,
    what: string | undefined,
    tell: (events: RunEvents) => Promise<void> | undefined,
  ) {
    const { events } = this.options;
    if (!events) return;
    const told = (async () => {
      try {
        const telling = tell(events);
        if (!telling) return;
        await telling;
        if (what) await this.journal(run.id, `Told ${what}`, 'notified');
      } catch (error) {
        await this.journal(
          run.id,
          `Could not tell ${what ?? 'watching pages of a change'}: ${
            error instanceof Error ? error.message : String(error)
          }`,
        );
      }
    })();
    this.#pending.add(told);
    void told.finally(() => this.#pending.delete(told));
  }
}
