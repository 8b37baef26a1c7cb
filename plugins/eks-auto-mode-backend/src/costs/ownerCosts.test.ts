// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Prices } from './hourly';
import type { CostNodes } from './nodeKinds';
import { ownerCosts } from './ownerCosts';
import type { OwnerPart } from './ownerParts';
import { defaultAssumptions, worthOf, type CostInput } from './worth';

const nodes = (
  count: number,
  capacity: CostNodes['capacity'] = 'on-demand',
): CostNodes[] => [{ type: 'm6i.large', capacity, count }];
const worth = (changes: Partial<CostInput>) =>
  worthOf({
    moving: [],
    simulated: [],
    kept: [],
    auto: [],
    uncounted: { fargate: 0, hybrid: 0, disputed: 0 },
    support: 'standard',
    prices: new Prices([{ type: 'm6i.large', onDemand: 0.1, autoFee: 0.012 }]),
    assumptions: defaultAssumptions,
    ...changes,
  });
const part = (
  owner: string | undefined,
  standing: OwnerPart['standing'],
  listed: number,
  capacity: OwnerPart['capacity'] = 'on-demand',
): OwnerPart => ({ owner, standing, capacity, listed });

describe('what owners pay for nodes', () => {
  it('changes for those whose nodes move, and not for a team whose nodes are all kept', () => {
    expect(
      ownerCosts(
        [
          part('pay', 'kept', 1),
          part('shop', 'moving', 0.7),
          part(undefined, 'moving', 0.3),
        ],
        worth({ kept: nodes(10), moving: nodes(10), simulated: nodes(5) }),
      ),
    ).toEqual([
      { owner: 'pay', nowMonthly: 730, afterMonthly: 730 },
      // Five nodes and their fee.
      { owner: 'shop', nowMonthly: 511, afterMonthly: 286.16 },
      { owner: undefined, nowMonthly: 219, afterMonthly: 122.64 },
    ]);
  });

  it('is less on spot, by what spot takes off', () => {
    const spot = worth({
      moving: [...nodes(10), ...nodes(10, 'spot')],
      simulated: [...nodes(10), ...nodes(10, 'spot')],
    });
    expect(
      ownerCosts(
        [part('pay', 'moving', 1), part('shop', 'moving', 1, 'spot')],
        spot,
      ).map(one => [one.owner, one.nowMonthly]),
    ).toEqual([
      ['pay', 730],
      ['shop', 292],
    ]);
  });

  it('has Auto Mode’s fee with the nodes that are its own already', () => {
    expect(
      ownerCosts(
        [part('pay', 'auto', 0.75), part('shop', 'auto', 0.25)],
        worth({ auto: nodes(10) }),
      ),
    ).toEqual([
      { owner: 'pay', nowMonthly: 613.2, afterMonthly: 613.2 },
      { owner: 'shop', nowMonthly: 204.4, afterMonthly: 204.4 },
    ]);
  });

  it.each<[string, Partial<CostInput>, OwnerPart[]]>([
    [
      'with commitments that find no instance any more',
      {
        moving: nodes(10),
        kept: nodes(2),
        auto: nodes(3),
        simulated: nodes(4),
        assumptions: {
          ...defaultAssumptions,
          commitments: { coverage: 0.9, discount: 0.3 },
        },
      },
      [
        part('pay', 'moving', 1),
        part('shop', 'kept', 0.2),
        part(undefined, 'auto', 0.3),
      ],
    ],
    [
      'where new nodes come though none moves',
      { kept: nodes(2), simulated: nodes(1) },
      [part('shop', 'kept', 0.2)],
    ],
  ])('adds up to what all nodes cost, %s', (_case, changes, parts) => {
    const all = worth(changes);
    const owners = ownerCosts(parts, all);
    const total = (column: typeof all.now) =>
      column.onDemand + column.spot + column.fee;
    expect(owners.reduce((sum, one) => sum + one.nowMonthly, 0)).toBeCloseTo(
      total(all.now),
      1,
    );
    expect(owners.reduce((sum, one) => sum + one.afterMonthly, 0)).toBeCloseTo(
      total(all.consolidated),
      1,
    );
  });

  it('is nobody’s where no pod was read', () => {
    expect(ownerCosts([], worth({ kept: nodes(2) }))).toEqual([]);
  });
});
