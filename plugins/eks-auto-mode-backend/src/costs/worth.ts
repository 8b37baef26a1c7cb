// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Uncounted } from './basis';
import { cents } from './cents';
import {
  CLUSTER_HOUR,
  Columns,
  EXTENDED_SUPPORT_HOUR,
  MONTH_HOURS,
  type CostAssumptions,
  type CostColumn,
  type Rates,
} from './columns';
import type { PriceBasis, Prices } from './hourly';
import { countOf, type CostNodes } from './nodeKinds';
import { notCounted, type NotCounted } from './notCounted';
import type { Support } from './support';
import { doesNotSave, judge, type WorthVerdict } from './verdict';

export const defaultAssumptions: CostAssumptions = {
  commitments: { coverage: 0, discount: 0.28 },
  spotDiscount: 0.6,
  people: { hoursPerMonth: 4, ratePerHour: 90 },
};

export interface CostInput {
  /** Nodes whose sources move. */
  moving: readonly CostNodes[];
  /** What the placement simulation launches in their place. */
  simulated: readonly CostNodes[];
  /** Nodes of kept sources. */
  kept: readonly CostNodes[];
  /** Nodes that are Auto Mode's already. */
  auto: readonly CostNodes[];
  /** Nodes of which neither is known nor wanted what they cost. */
  uncounted: Uncounted;
  /** Auto Mode is switched on, whether or not it has a node now. */
  autoMode?: boolean;
  support: Support;
  prices: Prices;
  assumptions: CostAssumptions;
}

export interface Worth {
  now: CostColumn;
  /** The same instances under Auto Mode: the upper bound. */
  sameNodes: CostColumn;
  /** As the placement simulation packs the pods' requests; a figure, not a promise. */
  consolidated: CostColumn;
  /** What a day adds on which the old nodes and the new ones run. */
  doubleRunningDay: number;
  verdict: WorthVerdict;
  /** Hours a month of people's work from which on the move pays; 0 where it pays without any, infinite where it never does. */
  breakEvenHours: number;
  doesNotSave: string[];
  /** The worst basis of any price used. */
  basis: PriceBasis;
  /** Some on-demand price is the dated table's, whatever the worst basis is. */
  tableUsed: boolean;
  /** Kinds of nodes without a known price: they are in no figure. */
  unpriced: string[];
  /** Accelerated types whose fee no list names: their fee is in no figure. */
  withoutFee: string[];
  notCounted: NotCounted[];
  rates: { now: Rates; after: Rates };
  /** US dollars a month for the nodes that are Auto Mode's already. */
  autoFee: number;
}

/** What a cluster costs a month today and on Auto Mode, and whether the move pays. */
export function worthOf(input: CostInput): Worth {
  const { moving, simulated, kept, auto, assumptions } = input;
  const columns = new Columns(input);
  const { hoursPerMonth, ratePerHour } = assumptions.people;
  const [moved, stay] = [countOf(moving), countOf(kept)];
  const others = moved + stay;
  const today = others === 0 ? 0 : hoursPerMonth * ratePerHour;
  // People keep patching what is kept.
  const later = others === 0 ? 0 : (today * stay) / others;
  const { column: now, rates } = columns.column(
    [...moving, ...kept],
    auto,
    today,
  );
  const { column: sameNodes } = columns.column(
    kept,
    [...auto, ...moving],
    later,
  );
  const { column: consolidated, rates: after } = columns.column(
    kept,
    [...auto, ...simulated],
    later,
  );
  // Commitments have instances as long as the old nodes run.
  const added = columns.autoHour(simulated);
  const extraAws = cents(consolidated.aws - now.aws);
  const hours = breakEven(
    extraAws,
    others === 0 ? 0 : (ratePerHour * moved) / others,
  );
  return {
    now,
    sameNodes,
    consolidated,
    doubleRunningDay: cents((added.onDemand + added.spot + added.fee) * 24),
    breakEvenHours: hours,
    verdict: judge(input, columns, { extraAws, now }, hours),
    doesNotSave: doesNotSave(input, now, consolidated),
    basis: columns.basis,
    tableUsed: columns.tableUsed,
    unpriced: [...columns.unpriced].sort(),
    withoutFee: [...columns.withoutFee].sort(),
    notCounted: notCounted(columns, input),
    rates: { now: rates, after },
    autoFee: columns.autoHour(auto).fee * MONTH_HOURS,
  };
}

/** Hours a month at `saved` dollars each that make up for `extra` dollars; infinite where nothing does. */
function breakEven(extra: number, saved: number): number {
  if (extra <= 0) return 0;
  return saved === 0 ? Infinity : Math.ceil((extra / saved) * 10) / 10;
}

/** What a cluster costs a month in standard and in extended support, as published: to the nearest ten. */
export function supportMonthly(support: 'standard' | 'extended'): number {
  const hour =
    CLUSTER_HOUR + (support === 'extended' ? EXTENDED_SUPPORT_HOUR : 0);
  return Math.round((hour * MONTH_HOURS) / 10) * 10;
}
