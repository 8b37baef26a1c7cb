// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Transition } from './transition';
import type { World } from './world';

export type Effects = {
  [K in Transition['kind']]: (
    world: World,
    transition: Extract<Transition, { kind: K }>,
  ) => void;
};

/** Node's timers overflow beyond this. */
const LONGEST_MS = 60_000;

/** Does what is due, in order of its time, until stopped. */
export class Clock {
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #world: World | undefined;

  constructor(
    private readonly effects: Effects,
    private readonly failed: (error: unknown) => void,
  ) {}

  start(world: World): void {
    this.#world = world;
    this.awaken();
  }

  awaken(): void {
    const world = this.#world;
    if (this.#stopped || !world) return;
    clearTimeout(this.#timer);
    const next = world.state.pending.reduce(
      (soonest, t) => Math.min(soonest, t.due.getTime()),
      Infinity,
    );
    if (next === Infinity) return;
    const wait = Math.min(
      LONGEST_MS,
      Math.max(0, next - world.now().getTime()),
    );
    this.#timer = setTimeout(() => this.#tick(world), wait);
  }

  #tick(world: World): void {
    const now = world.now();
    const due = world.state.pending
      .filter(t => t.due <= now)
      .sort((a, b) => a.due.getTime() - b.due.getTime());
    world.state.pending = world.state.pending.filter(t => t.due > now);
    for (const transition of due) {
      try {
        this.#run(world, transition);
      } catch (error) {
        this.failed(error);
      }
    }
    if (due.length > 0) world.changed();
    this.awaken();
  }

  #run<K extends Transition['kind']>(
    world: World,
    transition: Extract<Transition, { kind: K }>,
  ): void {
    const kind: K = transition.kind;
    this.effects[kind](world, transition);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
