// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { InventoryParts } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { autoInstanceType } from '../placement/instanceTypes';
import type { NodeKind } from './nodeKinds';
import { tablePrice } from './priceTable';

/** Where a figure is from, the best first. */
export type PriceBasis = 'price-list' | 'table' | 'rule';

/** US dollars an hour. */
export interface Hourly {
  amount: number;
  basis: PriceBasis;
}

/**
 * A rule of thumb for CPU families where the price list does not name the fee: published samples of
 * c, m and r families are 12.0 % of the on-demand price, one of a GPU type 7.8 %. So it is never used
 * for types with accelerators.
 */
const FEE_SHARE = 0.12;

/** Prices of instance types: of the price list, or else of the table; undefined where neither knows. */
export class Prices {
  private readonly listed: ReadonlyMap<
    string,
    InventoryParts['prices'][number]
  >;

  constructor(list: InventoryParts['prices'] | undefined) {
    this.listed = new Map((list ?? []).map(price => [price.type, price]));
  }

  /** The table has no price of Windows. */
  onDemand({ type, os }: Pick<NodeKind, 'type' | 'os'>): Hourly | undefined {
    const listed = this.listed.get(type);
    const price = os ? listed?.onDemandWindows : listed?.onDemand;
    if (price !== undefined) return { amount: price, basis: 'price-list' };
    const amount = os ? undefined : tablePrice(type);
    return amount === undefined ? undefined : { amount, basis: 'table' };
  }

  /** What Auto Mode adds, whatever the purchase option. */
  fee(type: string): Hourly | undefined {
    const fee = this.listed.get(type)?.autoFee;
    if (fee !== undefined) return { amount: fee, basis: 'price-list' };
    if (autoInstanceType(type)?.accelerator) return undefined;
    const price = this.onDemand({ type });
    return price && { amount: FEE_SHARE * price.amount, basis: 'rule' };
  }
}
