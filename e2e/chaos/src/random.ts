// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** The same seed, the same draws (mulberry32, public domain). */
export class Random {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = Math.trunc(seed);
  }

  /** At least `from`, less than `to`. */
  between(from: number, to: number): number {
    this.#state = (this.#state + 0x6d2b79f5) % 0x100000000;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const unit = ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
    return from + unit * (to - from);
  }

  whole(from: number, to: number): number {
    return Math.floor(this.between(from, to));
  }

  /** A stream of its own, so that what one part draws does not shift what another draws. */
  apart(name: string): Random {
    let seed = this.seed;
    for (const letter of name)
      seed = Math.imul(seed, 31) + letter.charCodeAt(0);
    return new Random(seed);
  }
}
