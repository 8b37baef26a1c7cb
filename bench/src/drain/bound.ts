// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { replicas, type Workload } from './workloads';

export interface BoundInput {
  workloads: readonly Pick<Workload, 'budget'>[];
  /** Milliseconds; drawn between the two for each pod. */
  ready: readonly [number, number];
  gone: readonly [number, number];
  /** From an accepted eviction until its budget allows the next, less the ready delay. */
  latencyMs: number;
  draws: number;
  /** In [0, 1). */
  random: () => number;
}

/**
 * When the last pod has gone if every eviction is asked for in the moment that its budget allows it:
 * what no drain can beat. The median of so many draws, in milliseconds.
 */
export function bound(input: BoundInput): number {
  const { random } = input;
  const between = ([from, to]: readonly [number, number]) =>
    from + (to - from) * random();
  const draw = () =>
    Math.max(
      0,
      ...input.workloads.map(({ budget }) => {
        // When each disruption that the budget allows is free again.
        const free = Array<number>(budget.allows).fill(0);
        let last = 0;
        for (let pod = 0; pod < replicas; pod += 1) {
          const next = free.indexOf(Math.min(...free));
          const evicted = free[next];
          last = Math.max(last, evicted + between(input.gone));
          free[next] = evicted + input.latencyMs + between(input.ready);
        }
        return last;
      }),
    );
  const all = Array.from({ length: input.draws }, draw).sort((a, b) => a - b);
  return all[Math.floor(all.length / 2)];
}
