// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { CostEstimate } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  Instance,
  InventoryParts,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { nodesBeforeAndAfter } from '../costs/basis';
import { cents } from '../costs/cents';
import { Prices } from '../costs/hourly';
import { priceTableDate, priceTableRegion } from '../costs/priceTable';
import { defaultAssumptions, worthOf } from '../costs/worth';
import type { Placement } from '../placement/placeSources';

/**
 * US dollars a month for the nodes as they are and as the simulation leaves them. Undefined where
 * nothing of what runs now has a known price.
 */
export function costOf(
  placement: Placement,
  instances: readonly Instance[],
  list: InventoryParts['prices'] | undefined,
): CostEstimate | undefined {
  const {
    now,
    consolidated,
    basis,
    tableUsed,
    unpriced,
    withoutFee,
    notCounted: left,
  } = worthOf({
    ...nodesBeforeAndAfter(placement, instances),
    support: 'standard',
    prices: new Prices(list),
    assumptions: defaultAssumptions,
  });
  const ec2 = now.onDemand + now.spot;
  if (ec2 === 0 && unpriced.length > 0) return undefined;
  return {
    nowMonthly: cents(ec2 + now.fee),
    afterMonthly: cents(consolidated.onDemand + consolidated.spot),
    feeMonthly: consolidated.fee,
    basis:
      basis === 'price-list' && !unpriced.length && !withoutFee.length
        ? 'pricing-api'
        : 'estimate',
    notes: [
      'On-demand prices of 730 hours, spot at 60 % off; savings plans and reservations lower the EC2 part, never the fee.',
      ...(tableUsed
        ? [
            `On-demand prices that the price list did not give are those of ${priceTableRegion} in ${priceTableDate}.`,
          ]
        : []),
      ...(basis === 'rule'
        ? [
            'Where the price list does not name the fee of Auto Mode, 12 % of the on-demand price is taken.',
          ]
        : []),
      ...left.map(({ what, why }) => `Left out: ${what}. ${why}`),
    ],
  };
}
