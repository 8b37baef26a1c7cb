// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { placeSources } from '../placement/placeSources';
import { healthyParts } from '../readiness/testing/inventory';
import { costOf as costOfNodes } from './cost';

const costOf = (
  ...[where, list]: [
    Parameters<typeof costOfNodes>[0],
    Parameters<typeof costOfNodes>[2],
  ]
) => costOfNodes(where, [], list);
const placement = placeSources(healthyParts(), { nodeRoleName: 'role' });

describe('the cost of a month', () => {
  it('stands on the price list where it names price and fee', () => {
    // Three m6i.large now, one on Auto Mode after; 730 hours.
    expect(
      costOf(placement, [
        { type: 'm6i.large', onDemand: 0.096, autoFee: 0.01152 },
      ]),
    ).toMatchObject({
      nowMonthly: 210.24,
      afterMonthly: 70.08,
      feeMonthly: 8.41,
      basis: 'pricing-api',
    });
  });

  it('takes 12 % for the fee where the list does not name it, and says so', () => {
    const cost = costOf(placement, [{ type: 'm6i.large', onDemand: 0.1 }]);
    expect(cost).toMatchObject({ feeMonthly: 8.76, basis: 'estimate' });
    expect(cost?.notes.join(' ')).toContain('12 %');
  });

  it('never guesses the fee of types with accelerators', () => {
    const cost = costOf(
      {
        ...placement,
        gone: {
          ...placement.gone,
          nodes: [
            {
              name: 'auto-1',
              pool: 'p',
              instanceType: 'g5.xlarge',
              zone: 'a',
              capacityType: 'on-demand',
            },
          ],
        },
      },
      [
        { type: 'm6i.large', onDemand: 0.1 },
        { type: 'g5.xlarge', onDemand: 1 },
      ],
    );
    expect(cost).toMatchObject({
      feeMonthly: 0,
      afterMonthly: 730,
      basis: 'estimate',
    });
    expect(cost?.notes.join(' ')).toContain('g5.xlarge');
  });

  it('names what it could not price, and says nothing where it knows nothing', () => {
    const node = placement.sources[0].nodes[0];
    const strange = {
      ...node,
      metadata: {
        ...node.metadata,
        labels: { 'node.kubernetes.io/instance-type': 'zz9.large' },
      },
    };
    const sources = placement.sources.map(source => ({
      ...source,
      nodes: source.nodes.map(() => strange),
    }));
    expect(costOf({ ...placement, sources }, [])).toBeUndefined();
    const cost = costOf(
      {
        ...placement,
        gone: {
          ...placement.gone,
          nodes: [
            {
              name: 'auto-1',
              pool: 'p',
              instanceType: 'zz9.xlarge',
              zone: 'a',
              capacityType: 'on-demand',
            },
          ],
        },
      },
      [{ type: 'm6i.large', onDemand: 0.1, autoFee: 0.01 }],
    );
    expect(cost).toMatchObject({ basis: 'estimate' });
    expect(cost?.notes.join(' ')).toContain('Left out: zz9.xlarge');
  });

  it('names nodes that it does not count, and why', () => {
    const [source] = placement.sources;
    const cost = costOf(
      {
        ...placement,
        sources: [source, { ...source, id: 'fargate:a', type: 'fargate' }],
      },
      [{ type: 'm6i.large', onDemand: 0.096, autoFee: 0.01152 }],
    );
    expect(cost?.nowMonthly).toBe(210.24);
    expect(cost?.notes.join(' ')).toContain(
      'Left out: Fargate nodes. 3 of them',
    );
  });

  it('takes the dated table where the price list was not read, and says so', () => {
    for (const list of [[], undefined]) {
      const cost = costOf(placement, list);
      expect(cost).toMatchObject({ nowMonthly: 210.24, basis: 'estimate' });
      expect(cost?.notes.join(' ')).toContain('us-east-1 in 2025-06');
    }
  });
});
