// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { cents } from './cents';
import type { PriceBasis, Prices } from './hourly';

/** Hours in a month, as AWS' calculators take them. */
export const MONTH_HOURS = 730;

/** US dollars an hour; EKS pricing: a cluster, and what extended support adds to it. */
const CLUSTER_HOUR = 0.1;
const EXTENDED_SUPPORT_HOUR = 0.5;

/** Nodes of one kind as the bill sees them. */
export interface CostNodes {
  /** Instance type. */
  type: string;
  capacity: 'on-demand' | 'spot';
  count: number;
}

/** What nobody can read and a person may set. */
export interface CostAssumptions {
  /** The share of on-demand hours that Savings Plans or reservations cover, 0 to 1, and what they take off. */
  commitments: { coverage: number; discount: number };
  /** What spot takes off the on-demand price, 0 to 1. */
  spotDiscount: number;
  /** Hours a month that people spend on patching and replacing this cluster's nodes, and an hour's cost. */
  people: { hoursPerMonth: number; ratePerHour: number };
}

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
  /** Auto Mode is switched on, whether or not it has a node now. */
  autoMode?: boolean;
  support: 'standard' | 'extended';
  prices: Prices;
  assumptions: CostAssumptions;
}

/** US dollars a month. */
export interface CostColumn {
  /** Commitments are paid whether or not an instance uses them. */
  onDemand: number;
  /** Of `onDemand`, what is committed and finds no instance. */
  unusedCommitments: number;
  spot: number;
  /** Of Auto Mode. */
  fee: number;
  cluster: number;
  extendedSupport: number;
  /** People's hours with nodes. */
  people: number;
  /** Without people. */
  aws: number;
}

export type WorthVerdict =
  | { worth: 'yes'; because: string[] }
  | { worth: 'done'; because: string[] }
  | { worth: 'not-yet'; because: string[] }
  | { worth: 'unknown'; because: string[] };

export interface Worth {
  now: CostColumn;
  /** The same instances under Auto Mode: the upper bound. */
  sameNodes: CostColumn;
  /** As the placement simulation packs the pods' requests; a figure, not a promise. */
  consolidated: CostColumn;
  /** Old and new capacity side by side, for a day. */
  doubleRunningDay: number;
  verdict: WorthVerdict;
  /** Hours a month of people's work from which on the move pays; 0 where it pays without any, infinite where it never does. */
  breakEvenHours: number;
  doesNotSave: string[];
  /** The worst basis of any price used. */
  basis: PriceBasis;
  /** Instance types without a known price: their nodes are in no figure. */
  unpriced: string[];
  /** Accelerated types whose fee no list names: their fee is in no figure. */
  withoutFee: string[];
}

const order: readonly PriceBasis[] = ['price-list', 'table', 'rule'];

/** Prices nodes and remembers what it stood on. */
class Pricing {
  basis: PriceBasis = 'price-list';
  readonly unpriced = new Set<string>();
  readonly withoutFee = new Set<string>();

  /** Of on-demand at list prices, US dollars a month; made for today's nodes. */
  private committed: number | undefined;

  constructor(private readonly input: CostInput) {}

  /** The first column must be today's: commitments are a share of it. */
  column(
    onDemandNodes: readonly CostNodes[],
    autoNodes: readonly CostNodes[],
    people: number,
  ): CostColumn {
    const { assumptions, support } = this.input;
    let onDemand = 0;
    let spot = 0;
    let fee = 0;
    for (const [nodes, auto] of [
      [onDemandNodes, false],
      [autoNodes, true],
    ] as const) {
      for (const node of nodes) {
        const price = this.input.prices.onDemand(node.type);
        if (!price) {
          this.unpriced.add(node.type);
          continue;
        }
        this.saw(price.basis);
        if (node.capacity === 'spot')
          spot += node.count * price.amount * (1 - assumptions.spotDiscount);
        else onDemand += node.count * price.amount;
        if (!auto) continue;
        const extra = this.input.prices.fee(node.type);
        if (!extra) {
          this.withoutFee.add(node.type);
          continue;
        }
        this.saw(extra.basis);
        fee += node.count * extra.amount;
      }
    }
    const { coverage, discount } = assumptions.commitments;
    const listed = onDemand * MONTH_HOURS;
    this.committed ??= listed * coverage;
    const unused = Math.max(0, this.committed - listed) * (1 - discount);
    const column = {
      // Commitments take off the EC2 part and never the fee.
      onDemand: cents(
        this.committed * (1 - discount) + Math.max(0, listed - this.committed),
      ),
      unusedCommitments: cents(unused),
      spot: cents(spot * MONTH_HOURS),
      fee: cents(fee * MONTH_HOURS),
      cluster: cents(CLUSTER_HOUR * MONTH_HOURS),
      extendedSupport:
        support === 'extended' ? cents(EXTENDED_SUPPORT_HOUR * MONTH_HOURS) : 0,
      people: cents(people),
    };
    return {
      ...column,
      aws: cents(
        column.onDemand +
          column.spot +
          column.fee +
          column.cluster +
          column.extendedSupport,
      ),
    };
  }

  private saw(basis: PriceBasis) {
    if (order.indexOf(basis) > order.indexOf(this.basis)) this.basis = basis;
  }
}

/** What a cluster costs a month today and on Auto Mode, and whether the move pays. */
export function worthOf(input: CostInput): Worth {
  const { moving, simulated, kept, auto, assumptions } = input;
  const pricing = new Pricing(input);
  const { hoursPerMonth, ratePerHour } = assumptions.people;
  const [moved, stay] = [countOf(moving), countOf(kept)];
  const others = moved + stay;
  const today = others === 0 ? 0 : hoursPerMonth * ratePerHour;
  // People keep patching what is kept.
  const later = others === 0 ? 0 : (today * stay) / others;
  const now = pricing.column([...moving, ...kept], auto, today);
  const sameNodes = pricing.column(kept, [...auto, ...moving], later);
  const consolidated = pricing.column(kept, [...auto, ...simulated], later);
  const extraAws = cents(consolidated.aws - now.aws);
  const hours = breakEven(
    extraAws,
    others === 0 ? 0 : (ratePerHour * moved) / others,
  );
  return {
    now,
    sameNodes,
    consolidated,
    doubleRunningDay: cents(
      ((consolidated.onDemand + consolidated.spot + consolidated.fee) /
        MONTH_HOURS) *
        24,
    ),
    breakEvenHours: hours,
    verdict: judge(input, pricing, { extraAws, now }, hours),
    doesNotSave: doesNotSave(input, now, consolidated),
    basis: pricing.basis,
    unpriced: [...pricing.unpriced].sort(),
    withoutFee: [...pricing.withoutFee].sort(),
  };
}

/** Hours a month at `saved` dollars each that make up for `extra` dollars; infinite where nothing does. */
function breakEven(extra: number, saved: number): number {
  if (extra <= 0) return 0;
  return saved === 0 ? Infinity : Math.ceil((extra / saved) * 10) / 10;
}

function judge(
  input: CostInput,
  pricing: Pricing,
  { extraAws, now }: { extraAws: number; now: CostColumn },
  breakEvenHours: number,
): WorthVerdict {
  const { assumptions } = input;
  const [moved, stay] = [countOf(input.moving), countOf(input.kept)];
  if (pricing.unpriced.size > 0 || pricing.withoutFee.size > 0) {
    const types = [...pricing.unpriced, ...pricing.withoutFee].sort();
    return {
      worth: 'unknown',
      because: [`No price is known for ${types.join(', ')}.`],
    };
  }
  if (moved === 0) {
    if (input.auto.length > 0 || (input.autoMode && stay === 0))
      return { worth: 'done', because: done(input, now) };
    return {
      worth: 'not-yet',
      because: [
        stay === 0
          ? 'There is no node, so there is nothing that a move could save.'
          : `All ${stay} nodes would stay: something on each of them cannot move.`,
      ],
    };
  }
  if (extraAws <= 0) {
    return {
      worth: 'yes',
      because: [
        `The simulation puts the same pods on ${countOf(
          input.simulated,
        )} nodes (today ${moved}): ${dollars(
          -extraAws,
        )} a month less, the fee included.`,
      ],
    };
  }
  const because = [
    `Auto Mode costs ${dollars(
      extraAws,
    )} a month more: its fee is larger than what better packing saves.`,
  ];
  if (stay > 0)
    because.push(`${stay} of ${stay + moved} nodes stay as they are.`);
  const { hoursPerMonth, ratePerHour } = assumptions.people;
  const pays = breakEvenHours <= hoursPerMonth;
  because.push(
    Number.isFinite(breakEvenHours)
      ? `It pays where looking after nodes takes more than ${breakEvenHours} hours a month at ${dollars(
          ratePerHour,
        )} an hour; ${hoursPerMonth} hours are assumed.`
      : 'No hours of people are counted against it.',
  );
  return { worth: pays ? 'yes' : 'not-yet', because };
}

/** What a cluster on Auto Mode costs, and what it saves. */
function done(input: CostInput, now: CostColumn): string[] {
  const { hoursPerMonth, ratePerHour } = input.assumptions.people;
  const [auto, stay] = [countOf(input.auto), countOf(input.kept)];
  if (auto === 0)
    return [
      `It has no node now and costs ${dollars(
        now.aws,
      )} a month: the cluster alone.`,
    ];
  const saved = (hoursPerMonth * ratePerHour * auto) / (auto + stay);
  const net = cents(saved - now.fee);
  return [
    `It costs ${dollars(now.aws)} a month, ${dollars(
      now.fee,
    )} of it Auto Mode’s fee.`,
    `Looking after these nodes would take ${dollars(
      saved,
    )} a month of people’s work (${hoursPerMonth} hours at ${dollars(
      ratePerHour,
    )} for the whole cluster are assumed): ${dollars(Math.abs(net))} ${
      net >= 0 ? 'more' : 'less'
    } than the fee.`,
    ...(stay > 0
      ? [`${stay} of ${stay + auto} nodes are of kept sources.`]
      : []),
  ];
}

function doesNotSave(
  input: CostInput,
  now: CostColumn,
  consolidated: CostColumn,
): string[] {
  const lines = [
    `The cluster itself: ${dollars(now.cluster)} a month before and after.`,
  ];
  if (now.extendedSupport > 0)
    lines.push(
      `Extended support: ${dollars(
        now.extendedSupport,
      )} a month until the cluster is upgraded; moving does not end it.`,
    );
  lines.push('Volumes, load balancers, NAT and data transfer.');
  if (consolidated.unusedCommitments > 0)
    lines.push(
      `Commitments: ${dollars(
        consolidated.unusedCommitments,
      )} a month of Savings Plans or reservations would find no instance here.`,
    );
  if (input.moving.some(node => node.capacity === 'spot'))
    lines.push(
      'Spot takes nothing off the fee, so the fee is a larger share of spot nodes.',
    );
  return lines;
}

/** What a cluster costs a month in standard and in extended support, as published: to the nearest ten. */
export function supportMonthly(support: 'standard' | 'extended'): number {
  const hour =
    CLUSTER_HOUR + (support === 'extended' ? EXTENDED_SUPPORT_HOUR : 0);
  return Math.round((hour * MONTH_HOURS) / 10) * 10;
}

function countOf(nodes: readonly CostNodes[]): number {
  return nodes.reduce((sum, { count }) => sum + count, 0);
}

// Made once: making one takes longer than working out what a cluster costs.
const exact = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const round = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

function dollars(amount: number): string {
  return `$${(amount < 10 ? exact : round).format(amount)}`;
}
