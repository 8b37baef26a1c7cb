// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { CostEstimate } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { InventoryParts } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { autoInstanceType } from '../placement/instanceTypes';
import type { Placement } from '../placement/placeSources';

const HOURS = 730;

/** A rule of thumb for CPU families, where the price list does not say. Wrong for accelerators. */
const FEE_SHARE = 0.12;

type Prices = InventoryParts['prices'];

function typeOf(labels: Record<string, string> | undefined): string {
  return labels?.['node.kubernetes.io/instance-type'] ?? 'unknown';
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}

/** Adds up nodes and remembers what it could not price. */
class Bill {
  ec2 = 0;
  fee = 0;
  readonly unpriced = new Set<string>();
  readonly withoutFee = new Set<string>();
  guessed = false;

  constructor(private readonly prices: ReadonlyMap<string, Prices[number]>) {}

  node(type: string, auto: boolean) {
    const price = this.prices.get(type);
    if (!price) {
      this.unpriced.add(type);
      return;
    }
    this.ec2 += price.onDemand * HOURS;
    if (!auto) {
      return;
    }
    if (price.autoFee !== undefined) {
      this.fee += price.autoFee * HOURS;
    } else if (autoInstanceType(type)?.accelerator) {
      this.withoutFee.add(type);
    } else {
      this.guessed = true;
      this.fee += FEE_SHARE * price.onDemand * HOURS;
    }
  }
}

/**
 * US dollars a month for the nodes as they are and as the simulation leaves them, at on-demand
 * prices. Undefined where the prices of what runs now are not known.
 */
export function costOf(
  placement: Placement,
  prices: Prices | undefined,
): CostEstimate | undefined {
  if (!prices?.length) {
    return undefined;
  }
  const byType = new Map(prices.map(price => [price.type, price]));
  const now = new Bill(byType);
  const after = new Bill(byType);
  const moved = new Set(placement.moved.map(source => source.id));
  for (const source of placement.sources) {
    if (source.type === 'fargate') {
      continue;
    }
    for (const node of source.nodes) {
      const type = typeOf(node.metadata.labels);
      now.node(type, source.type === 'auto');
      if (!moved.has(source.id)) {
        after.node(type, source.type === 'auto');
      }
    }
  }
  for (const node of placement.gone.nodes) {
    after.node(node.instanceType, true);
  }
  if (now.ec2 === 0 && now.unpriced.size) {
    return undefined;
  }
  const unpriced = [...new Set([...now.unpriced, ...after.unpriced])].sort();
  const withoutFee = [
    ...new Set([...now.withoutFee, ...after.withoutFee]),
  ].sort();
  const estimated = after.guessed || now.guessed;
  return {
    nowMonthly: cents(now.ec2 + now.fee),
    afterMonthly: cents(after.ec2 + after.fee),
    feeMonthly: cents(after.fee),
    basis:
      estimated || unpriced.length || withoutFee.length
        ? 'estimate'
        : 'pricing-api',
    notes: [
      'On-demand prices of 730 hours; savings plans, reserved and spot capacity lower the EC2 part, never the fee.',
      ...(estimated
        ? [
            'The fee of Auto Mode is taken as 12 % of the on-demand price where the price list does not name it.',
          ]
        : []),
      ...(unpriced.length
        ? [`Without a known price, and left out: ${unpriced.join(', ')}.`]
        : []),
      ...(withoutFee.length
        ? [
            `The fee of types with accelerators is not known, and left out: ${withoutFee.join(
              ', ',
            )}.`,
          ]
        : []),
    ],
  };
}
