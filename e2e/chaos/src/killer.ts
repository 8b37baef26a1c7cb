// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { sleep } from './child';
import type { Random } from './random';
import type { Lease, Record } from './record';
import type { Replica } from './replica';

/** Kills a backend at a random moment, starts it again after a random pause, and so on. */
export class Killer {
  kills = 0;
  /** Claims that a killed or frozen replica held. */
  readonly orphaned: Lease[] = [];
  readonly #failures: unknown[] = [];
  readonly #restarts = new Set<Promise<void>>();
  #stopped = false;
  #work?: Promise<void>;

  constructor(
    private readonly options: {
      replicas: Replica[];
      record: Record;
      random: Random;
      pauseMs: [number, number];
      /** So many kills, and no more. */
      most: number;
      say(line: string): void;
    },
  ) {}

  begin(): void {
    this.#work = this.#loop().catch(error => {
      this.#failures.push(error);
    });
  }

  /** Ends the killing and waits until every backend stands again. */
  async end(): Promise<void> {
    this.#stopped = true;
    await this.#work;
    await Promise.all(this.#restarts);
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  async #loop(): Promise<void> {
    const { random, pauseMs, replicas, most } = this.options;
    const up = () => replicas.filter(each => each.state === 'up');
    while (!this.#stopped && this.kills < most) {
      // All are drawn whatever comes of it: the schedule is the seed's alone.
      const moment = random.between(...pauseMs);
      const victim = random.whole(0, replicas.length);
      const pause = random.between(0, 4_000);
      const everybody = random.whole(0, 6) === 0;
      // On a slow machine a start takes long: the pace is that at which backends come up.
      while (up().length < 2 && !this.#stopped) await sleep(100);
      await sleep(moment);
      if (this.#stopped) return;
      const standing = up();
      const victims = everybody
        ? standing
        : standing.slice(victim % Math.max(1, standing.length)).slice(0, 1);
      await Promise.all(victims.map(each => this.kill(each, pause)));
    }
  }

  /** @returns false where it was down already. */
  async kill(victim: Replica, pause: number): Promise<boolean> {
    const held = (await this.options.record.leases()).filter(lease =>
      victim.holds(lease.holder),
    );
    // It may have been frozen while the leases were read.
    if (victim.state !== 'up') return false;
    await victim.kill();
    this.kills += 1;
    this.orphaned.push(...held);
    this.options.say(
      `kill ${this.kills}: ${victim.name}, which held ${held.length} runs`,
    );
    const restart = sleep(pause)
      .then(() => victim.start())
      .catch(error => {
        this.#failures.push(error);
      })
      .finally(() => this.#restarts.delete(restart));
    this.#restarts.add(restart);
    return true;
  }

  /** Claims of the dead that somebody else went on with. */
  async takeovers(): Promise<number> {
    const fences = await this.options.record.fences();
    return this.orphaned.filter(
      lease => (fences.get(lease.runId) ?? 0) > lease.fence,
    ).length;
  }
}
