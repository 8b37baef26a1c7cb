// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseArgs } from 'node:util';
import { UsageError } from '../bench';

/** Who empties the old nodes. */
export const rowNames = [
  'ours',
  'kubectl',
  'fifty-kubectl',
  'evictor',
] as const;

export type RowName = (typeof rowNames)[number];

/** Where pods go: to empty nodes that wait for them, or to nodes that Auto Mode launches for them. */
export const capacities = ['waiting', 'provisioned'] as const;

export type Capacity = (typeof capacities)[number];

export interface DrainOptions {
  rounds: number;
  rows: readonly RowName[];
  capacities: readonly Capacity[];
  nodes: number;
  pods: number;
}

function whole(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new UsageError(
      `--${flag} needs a number from ${least} on, not "${text}"`,
    );
  return value;
}

function some<T extends string>(
  flag: string,
  text: string | undefined,
  known: readonly T[],
): readonly T[] {
  if (text === undefined) return known;
  return text.split(',').map(name => {
    const found = known.find(each => each === name);
    if (!found)
      throw new UsageError(
        `--${flag}: "${name}" is none of ${known.join(', ')}`,
      );
    return found;
  });
}

export function parseOptions(args: string[]): DrainOptions {
  const { values } = (() => {
    try {
      return parseArgs({
        args,
        options: {
          rounds: { type: 'string', default: '3' },
          only: { type: 'string' },
          capacity: { type: 'string' },
          nodes: { type: 'string', default: '50' },
          pods: { type: 'string', default: '1000' },
        },
      });
    } catch (error) {
      throw new UsageError(error instanceof Error ? error.message : `${error}`);
    }
  })();
  return {
    rounds: whole('rounds', values.rounds, 1),
    rows: some('only', values.only, rowNames),
    capacities: some('capacity', values.capacity, capacities),
    nodes: whole('nodes', values.nodes, 2),
    // Deployments have ten pods each, and there is at least one of each kind of budget.
    pods: whole('pods', values.pods, 50),
  };
}
