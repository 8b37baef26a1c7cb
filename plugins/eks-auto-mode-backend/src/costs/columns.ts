// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { cents } from './cents';
import type { PriceBasis, Prices } from './hourly';
import { nameOf, type CostNodes } from './nodeKinds';
import type { Support } from './support';

/** Hours in a month, as AWS' calculators take them. */
export const MONTH_HOURS = 730;

/** US dollars an hour; EKS pricing: a cluster, and what extended support adds to it. */
export const CLUSTER_HOUR = 0.1;
export const EXTENDED_SUPPORT_HOUR = 0.5;

/** What nobody can read and a person may set. */
export interface CostAssumptions {
  /** The share of on-demand hours that Savings Plans or reservations cover, 0 to 1, and what they take off. */
  commitments: { coverage: number; discount: number };
  /** What spot takes off the on-demand price, 0 to 1. */
  spotDiscount: number;
  /** Hours a month that people spend on patching and replacing this cluster's nodes, and an hour's cost. */
  people: { hoursPerMonth: number; ratePerHour: number };
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

/** What a dollar of on-demand prices is paid with. */
export interface Rates {
  onDemand: number;
  spot: number;
}

/** US dollars an hour. */
interface Hour {
  /** Before what commitments take off. */
  onDemand: number;
  spot: number;
  fee: number;
}

const order: readonly PriceBasis[] = ['price-list', 'table', 'rule'];

/** Prices nodes and remembers what it stood on. */
export class Columns {
  /** The worst of any price used. */
  basis: PriceBasis = 'price-list';
  tableUsed = false;
  readonly unpriced = new Set<string>();
  readonly withoutFee = new Set<string>();

  /** Of on-demand at list prices, US dollars a month; made for today's nodes. */
  private committed: number | undefined;

  constructor(
    private readonly input: {
      support: Support;
      prices: Prices;
      assumptions: CostAssumptions;
    },
  ) {}

  /** The first column must be today's: commitments are a share of it. */
  column(
    others: readonly CostNodes[],
    autoNodes: readonly CostNodes[],
    people: number,
  ): { column: CostColumn; rates: Rates } {
    const { assumptions, support } = this.input;
    const [theirs, auto] = [this.hour(others), this.autoHour(autoNodes)];
    const { coverage, discount } = assumptions.commitments;
    const listed = (theirs.onDemand + auto.onDemand) * MONTH_HOURS;
    this.committed ??= listed * coverage;
    const unused = Math.max(0, this.committed - listed) * (1 - discount);
    // Commitments take off the EC2 part and never the fee.
    const onDemand =
      this.committed * (1 - discount) + Math.max(0, listed - this.committed);
    const column = {
      onDemand: cents(onDemand),
      unusedCommitments: cents(unused),
      spot: cents((theirs.spot + auto.spot) * MONTH_HOURS),
      fee: cents(auto.fee * MONTH_HOURS),
      cluster: cents(CLUSTER_HOUR * MONTH_HOURS),
      extendedSupport:
        support === 'extended' ? cents(EXTENDED_SUPPORT_HOUR * MONTH_HOURS) : 0,
      people: cents(people),
    };
    return {
      column: {
        ...column,
        aws: cents(
          column.onDemand +
            column.spot +
            column.fee +
            column.cluster +
            column.extendedSupport,
        ),
      },
      rates: {
        onDemand: listed > 0 ? (onDemand - unused) / listed : 1,
        spot: 1 - assumptions.spotDiscount,
      },
    };
  }

  /** Nodes of Auto Mode, which have its fee. */
  autoHour(nodes: readonly CostNodes[]): Hour {
    const hour = this.hour(nodes);
    for (const node of nodes) {
      if (this.unpriced.has(nameOf(node))) continue;
      const fee = this.input.prices.fee(node.type);
      if (!fee) {
        this.withoutFee.add(node.type);
        continue;
      }
      this.saw(fee.basis);
      hour.fee += node.count * fee.amount;
    }
    return hour;
  }

  private hour(nodes: readonly CostNodes[]): Hour {
    const hour = { onDemand: 0, spot: 0, fee: 0 };
    const { prices, assumptions } = this.input;
    for (const node of nodes) {
      const price = prices.onDemand(node);
      if (!price) {
        this.unpriced.add(nameOf(node));
        continue;
      }
      this.saw(price.basis);
      if (node.capacity === 'spot')
        hour.spot += node.count * price.amount * (1 - assumptions.spotDiscount);
      else hour.onDemand += node.count * price.amount;
    }
    return hour;
  }

  private saw(basis: PriceBasis) {
    if (basis === 'table') this.tableUsed = true;
    if (order.indexOf(basis) > order.indexOf(this.basis)) this.basis = basis;
  }
}
