// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { count, listOf } from '../../text';

const HOURS = 730;
/** A rule of thumb for general families; wrong for accelerators, which therefore stay out of it. */
const RULE = 0.12;
const ACCELERATED = /^(p\d|g\d|gr\d|inf\d|trn\d|dl\d)/;

export const autoModeFee = defineCheck({
  code: 'CO-01',
  title: 'The fee of Auto Mode',
  severity: 'info',
  resolvedBy: 'platform',
  reads: ['cluster', 'instances', 'prices'],
  why: 'AWS adds a fee to each instance, by its type; discounts on EC2 do not touch it.',
  remediation:
    'See the cost page; consolidation often pays for the fee, which nobody can promise.',
  source: 'AWS Price List, AmazonEKS',
  evaluate: ({ cluster, instances, prices }) => {
    const byType = new Map<string, number>();
    for (const one of instances) {
      if (!one.managedByAuto && one.state === 'running')
        byType.set(one.type, (byType.get(one.type) ?? 0) + 1);
    }
    let fee = 0;
    let estimated = false;
    const without: string[] = [];
    for (const [type, number] of byType) {
      const price = prices.find(one => one.type === type);
      if (price?.autoFee !== undefined) fee += number * price.autoFee;
      else if (price && !ACCELERATED.test(type)) {
        fee += number * price.onDemand * RULE;
        estimated = true;
      } else without.push(type);
    }
    const nodes = instances.filter(
      one => !one.managedByAuto && one.state === 'running',
    ).length;
    const unknown = without.length > 0 && fee === 0;
    return [
      {
        subject: { arn: cluster.arn },
        ...(unknown ? { severity: 'unknown' as const } : {}),
        message: unknown
          ? 'What Auto Mode would add on the instances of today is not known: no price of theirs is.'
          : `On the instances of today Auto Mode would add ${
              without.length > 0 ? 'at least' : 'about'
            } $${Math.round(fee * HOURS)} a month.`,
        evidence: [
          `${count(nodes, 'instance')} × fee × ${HOURS} h`,
          ...(estimated
            ? [
                'estimate: 12 % of the on-demand price where the price list has no fee',
              ]
            : []),
          ...(without.length > 0
            ? [`without a price: ${listOf(without)}`]
            : []),
        ].join('; '),
      },
    ];
  },
});
