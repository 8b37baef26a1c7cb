// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What makes the world go on: a queue of things to look at again, each looked at once however often
 * it was asked for, and timers. Everything that a controller does runs here, so that one flush can
 * be bounded and the whole can be stopped.
 */
export class Loop {
  readonly #queue = new Map<string, () => void>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #due = new Map<string, NodeJS.Timeout>();
  #scheduled = false;
  /** From the start until the world has come to rest for the first time. */
  #settling = true;
  #stopped = false;

  constructor(
    private readonly scale: () => number,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Looks again at what the key names, soon; asked twice, it is looked at once. */
  enqueue(key: string, look: () => void): void {
    if (this.#stopped) return;
    this.#queue.set(key, look);
    this.#schedule();
  }

  /** Something that takes its time in the world: scaled by its pace, and instant while it settles. */
  transition(key: string, ms: number, then: () => void): void {
    if (this.#settling) this.enqueue(`transition ${key}`, then);
    else this.after(`transition ${key}`, ms * this.scale(), then);
  }

  /** Once for a key: what is already due stays due. */
  after(key: string, ms: number, then: () => void): void {
    if (this.#stopped || this.#due.has(key)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#due.delete(key);
      this.#guarded(then);
    }, ms);
    timer.unref();
    this.#timers.add(timer);
    this.#due.set(key, timer);
  }

  cancel(key: string): void {
    for (const name of [key, `transition ${key}`]) {
      const timer = this.#due.get(name);
      if (timer) {
        clearTimeout(timer);
        this.#timers.delete(timer);
        this.#due.delete(name);
      }
    }
  }

  /** Runs until nothing is left to do, with every transition instant; from then on time passes. */
  settle(limit = 2_000_000): void {
    for (let round = 0; this.#queue.size; round++) {
      if (round > limit)
        throw new Error(
          `the seeded world does not come to rest: ${[...this.#queue.keys()]
            .slice(0, 5)
            .join(', ')}`,
        );
      this.#next();
    }
    this.release();
  }

  /** Lets time pass without settling first: what was at rest is taken up again. */
  release(): void {
    this.#settling = false;
    if (this.#queue.size) this.#schedule();
  }

  get settling(): boolean {
    return this.#settling;
  }

  stop(): void {
    this.#stopped = true;
    this.#queue.clear();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#due.clear();
  }

  #schedule(): void {
    if (this.#scheduled || this.#settling) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      // A bounded number each turn: requests are answered in between.
      for (
        let count = 0;
        count < 50 && this.#queue.size && !this.#stopped;
        count++
      )
        this.#next();
      if (this.#queue.size && !this.#stopped) this.#schedule();
    });
  }

  #next(): void {
    const first = this.#queue.entries().next();
    if (first.done) return;
    const [key, look] = first.value;
    this.#queue.delete(key);
    this.#guarded(look);
  }

  #guarded(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.failed(error);
    }
  }
}
