// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Capacity, RowName } from './options';
import type { Measured } from './measure';

/** At most this part of the other's wall time. */
const targets: Partial<Record<RowName, number>> = {
  kubectl: 0.15,
  'fifty-kubectl': 0.75,
  evictor: 1.15,
};

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

export interface Median {
  capacity: Capacity;
  row: RowName;
  wallSeconds: number;
  readySeconds: number;
  evictions: Measured['evictions'];
  podLists: number;
  reactionMs: Measured['reactionMs'];
}

export interface Ratio {
  capacity: Capacity;
  against: RowName | 'bound';
  /** Median of the rounds' own ratios. */
  ratio: number;
  target?: number;
  met?: boolean;
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

/** Medians, ratios of one round each, and what must be nought. */
export function summarise(measured: readonly Measured[], boundSeconds: number) {
  const groups = new Map<string, Measured[]>();
  for (const each of measured) {
    const key = `${each.capacity} ${each.row}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const rows: Median[] = [...groups.values()].map(group => {
    const of = (pick: (each: Measured) => number) => median(group.map(pick));
    return {
      capacity: group[0].capacity,
      row: group[0].row,
      wallSeconds: of(each => each.wallSeconds),
      readySeconds: of(each => each.readySeconds),
      evictions: {
        requested: of(each => each.evictions.requested),
        accepted: of(each => each.evictions.accepted),
        refused: of(each => each.evictions.refused),
        refusedNotNews: of(each => each.evictions.refusedNotNews),
      },
      podLists: of(each => each.podLists),
      reactionMs: {
        median: of(each => each.reactionMs.median),
        ninetieth: of(each => each.reactionMs.ninetieth),
      },
    };
  });
  const mine = measured.filter(each => each.row === 'ours');
  const ratios: Ratio[] = [];
  for (const capacity of new Set(mine.map(each => each.capacity))) {
    const here = mine.filter(each => each.capacity === capacity);
    for (const against of new Set(measured.map(each => each.row))) {
      const target = targets[against];
      const each = here.flatMap(one => {
        const other = measured.find(
          two =>
            two.capacity === capacity &&
            two.round === one.round &&
            two.row === against,
        );
        return other ? [one.wallSeconds / other.wallSeconds] : [];
      });
      if (target === undefined || each.length === 0) continue;
      const ratio = rounded(median(each));
      ratios.push({ capacity, against, ratio, target, met: ratio <= target });
    }
    ratios.push({
      capacity,
      against: 'bound',
      ratio: rounded(median(here.map(each => each.wallSeconds)) / boundSeconds),
    });
  }
  const sum = (pick: (each: Measured) => number) =>
    mine.reduce((total, each) => total + pick(each), 0);
  return {
    rows,
    ratios,
    /** Of ours, over all rounds: each must be 0. */
    nought: {
      refusedNotNews: sum(each => each.evictions.refusedNotNews),
      pdbViolations: sum(each => each.pdbViolations),
      podsLost: sum(each => each.podsLost),
    },
  };
}
