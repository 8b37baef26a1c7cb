// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Prices } from './hourly';
import type { CostNodes } from './nodeKinds';
import {
  defaultAssumptions,
  supportMonthly,
  worthOf,
  type CostInput,
} from './worth';

const nodes = (
  count: number,
  type = 'm6i.large',
  capacity: CostNodes['capacity'] = 'on-demand',
): CostNodes[] => [{ type, capacity, count }];

const none = { fargate: 0, hybrid: 0, disputed: 0 };

const input = (changes: Partial<CostInput> = {}): CostInput => ({
  moving: nodes(10),
  simulated: nodes(8),
  kept: [],
  auto: [],
  uncounted: none,
  support: 'standard',
  prices: new Prices([
    { type: 'm6i.large', onDemand: 0.1, autoFee: 0.012 },
    { type: 'c6i.large', onDemand: 0.08 },
  ]),
  assumptions: defaultAssumptions,
  ...changes,
});

describe('what a month costs', () => {
  it('is today’s nodes, the same nodes with the fee, and as the simulation packs them', () => {
    const worth = worthOf(input());
    expect(worth.now).toMatchObject({ onDemand: 730, fee: 0, cluster: 73 });
    expect(worth.sameNodes).toMatchObject({ onDemand: 730, fee: 87.6 });
    expect(worth.consolidated).toMatchObject({ onDemand: 584, fee: 70.08 });
    expect(worth.now.aws - worth.consolidated.aws).toBeCloseTo(75.92);
    expect(worth.basis).toBe('price-list');
    expect(worth.tableUsed).toBe(false);
  });

  it('doubles for a day what the simulation launches, and neither kept nodes nor Auto nodes', () => {
    // Eight nodes at 0.1 with a fee of 0.012, for 24 hours.
    const once = 8 * 0.112 * 24;
    const others = { kept: nodes(40), auto: nodes(20) };
    expect(worthOf(input(others)).doubleRunningDay).toBeCloseTo(once, 2);
    // Savings Plans are taken up by the old nodes as long as these run.
    const commitments = { coverage: 1, discount: 0.3 };
    expect(
      worthOf(input({ assumptions: { ...defaultAssumptions, commitments } }))
        .doubleRunningDay,
    ).toBeCloseTo(once, 2);
    expect(
      worthOf(input({ ...others, moving: [], simulated: [] })).doubleRunningDay,
    ).toBe(0);
  });

  it('is more with Windows, whose licence is in the price', () => {
    const windows: CostNodes[] = [
      { type: 'm6i.large', capacity: 'on-demand', os: 'windows', count: 2 },
    ];
    const prices = (onDemandWindows?: number) =>
      new Prices([
        { type: 'm6i.large', onDemand: 0.1, autoFee: 0.012, onDemandWindows },
      ]);
    expect(
      worthOf(input({ kept: windows, prices: prices(0.192) })).now.onDemand,
    ).toBeCloseTo((10 * 0.1 + 2 * 0.192) * 730);
    const worth = worthOf(input({ kept: windows, prices: prices() }));
    expect(worth.now.onDemand).toBe(730);
    expect(worth.unpriced).toEqual(['m6i.large with Windows']);
    expect(worth.verdict).toEqual({
      worth: 'unknown',
      because: ['No price is known for m6i.large with Windows.'],
    });
  });

  it('takes Savings Plans off the EC2 part and never off the fee', () => {
    const worth = worthOf(
      input({
        assumptions: {
          ...defaultAssumptions,
          commitments: { coverage: 0.5, discount: 0.3 },
        },
      }),
    );
    expect(worth.now.onDemand).toBeCloseTo(730 * 0.85);
    expect(worth.sameNodes.fee).toBeCloseTo(87.6);
  });

  it('names commitments that would find no instance any more', () => {
    const worth = worthOf(
      input({
        simulated: nodes(4),
        assumptions: {
          ...defaultAssumptions,
          commitments: { coverage: 0.9, discount: 0.3 },
        },
      }),
    );
    // Committed to 657 of 730 and paid at 70 %, whatever runs; 292 are left, so 365 are idle.
    expect(worth.now.onDemand).toBeCloseTo(657 * 0.7 + 73);
    expect(worth.consolidated).toMatchObject({
      onDemand: 459.9,
      unusedCommitments: 255.5,
    });
    expect(worth.doesNotSave.join(' ')).toContain('Commitments: $256 a month');
  });

  it('tells spot apart, whose fee is the same', () => {
    const worth = worthOf(
      input({
        moving: nodes(10, 'm6i.large', 'spot'),
        simulated: nodes(10, 'm6i.large', 'spot'),
      }),
    );
    expect(worth.now).toMatchObject({ onDemand: 0, spot: 292 });
    expect(worth.consolidated.fee).toBe(87.6);
    expect(worth.doesNotSave.join(' ')).toMatch(/Spot takes nothing off/);
  });

  it('reproduces extended support as published: 440 against 70 dollars, fifteen clusters 6,600 against 1,050', () => {
    expect(supportMonthly('extended')).toBe(440);
    expect(supportMonthly('standard')).toBe(70);
    expect(15 * supportMonthly('extended')).toBe(6600);
    expect(15 * supportMonthly('standard')).toBe(1050);
    const worth = worthOf(input({ support: 'extended' }));
    expect(worth.now.extendedSupport).toBe(365);
    expect(worth.consolidated.extendedSupport).toBe(365);
    expect(worth.doesNotSave.join(' ')).toMatch(
      /until the cluster is upgraded/,
    );
  });
});

describe('whether the move pays', () => {
  it('is a yes where packing saves more than the fee', () => {
    expect(worthOf(input()).verdict).toEqual({
      worth: 'yes',
      because: [
        'The simulation puts the same pods on 8 nodes (today 10): $76 a month less, the fee included.',
      ],
    });
    expect(worthOf(input()).breakEvenHours).toBe(0);
  });

  it.each<[number, 'yes' | 'not-yet']>([
    [1, 'yes'],
    [0.9, 'not-yet'],
  ])(
    'with ten nodes as before it pays from one hour of people on: at %d hours %s',
    (hoursPerMonth, worth) => {
      const { verdict, breakEvenHours } = worthOf(
        input({
          simulated: nodes(10),
          assumptions: {
            ...defaultAssumptions,
            people: { hoursPerMonth, ratePerHour: 90 },
          },
        }),
      );
      // 87.60 dollars at 90 an hour.
      expect(breakEvenHours).toBe(1);
      expect(verdict.worth).toBe(worth);
    },
  );

  it('counts no hours saved on what is kept, and says not yet where everything is', () => {
    const half = worthOf(
      input({ moving: nodes(5), kept: nodes(5), simulated: nodes(5) }),
    );
    // 43.80 dollars; of an hour only half is saved.
    expect(half.breakEvenHours).toBe(1);
    expect(half.consolidated.people).toBe(half.now.people / 2);
    expect(
      worthOf(input({ moving: [], kept: nodes(3), simulated: [] })).verdict,
    ).toEqual({
      worth: 'not-yet',
      because: [
        'All 3 nodes would stay: something on each of them cannot move.',
      ],
    });
  });

  it('never pays by hours that nobody counts', () => {
    const worth = worthOf(
      input({
        simulated: nodes(10),
        assumptions: {
          ...defaultAssumptions,
          people: { hoursPerMonth: 0, ratePerHour: 0 },
        },
      }),
    );
    expect(worth.breakEvenHours).toBe(Infinity);
    expect(worth.verdict.worth).toBe('not-yet');
  });

  it.each<[string, Partial<CostInput>, string, string[]]>([
    [
      'what it costs and saves on Auto Mode',
      { moving: [], simulated: [], auto: nodes(10), autoMode: true },
      'done',
      [
        'It costs $891 a month, $88 of it Auto Mode’s fee.',
        'Looking after these nodes would take $360 a month of people’s work (4 hours at $90 for the whole cluster are assumed): $272 more than the fee.',
      ],
    ],
    [
      'that the fee is more than what people would cost',
      {
        moving: [],
        simulated: [],
        auto: nodes(50),
        kept: nodes(50),
        autoMode: true,
      },
      'done',
      [
        'It costs $7,811 a month, $438 of it Auto Mode’s fee.',
        'Looking after these nodes would take $180 a month of people’s work (4 hours at $90 for the whole cluster are assumed): $258 less than the fee.',
        '50 of 100 nodes are of kept sources.',
      ],
    ],
    [
      'the cluster alone, of one on Auto Mode without a node',
      { moving: [], simulated: [], autoMode: true },
      'done',
      ['It has no node now and costs $73 a month: the cluster alone.'],
    ],
    [
      'nothing to save, of one without a node and without Auto Mode',
      { moving: [], simulated: [] },
      'not-yet',
      ['There is no node, so there is nothing that a move could save.'],
    ],
    [
      'that nothing moves, of one on Fargate and machines of its own',
      {
        moving: [],
        simulated: [],
        uncounted: { fargate: 3, hybrid: 1, disputed: 0 },
      },
      'not-yet',
      [
        'No node would move, so there is nothing that a move could save: there are only 3 nodes of Fargate and 1 hybrid node.',
      ],
    ],
    [
      'that none is counted, of one on Auto Mode with Fargate alone',
      {
        moving: [],
        simulated: [],
        autoMode: true,
        uncounted: { ...none, fargate: 1 },
      },
      'done',
      [
        'It has no node now that is counted here and costs $73 a month: the cluster alone.',
      ],
    ],
    [
      'that all stay, of one whose nodes cannot move',
      { moving: [], simulated: [], kept: nodes(3) },
      'not-yet',
      ['All 3 nodes would stay: something on each of them cannot move.'],
    ],
  ])('says %s', (_name, changes, worth, because) => {
    expect(worthOf(input(changes)).verdict).toEqual({ worth, because });
  });

  it('is unknown where a price or an accelerator’s fee is', () => {
    const worth = worthOf(
      input({ simulated: [...nodes(1, 'zz9.large'), ...nodes(1)] }),
    );
    expect(worth.verdict).toEqual({
      worth: 'unknown',
      because: ['No price is known for zz9.large.'],
    });
    const accelerated = worthOf(
      input({
        moving: nodes(1, 'g5.xlarge'),
        simulated: nodes(1, 'g5.xlarge'),
        prices: new Prices([{ type: 'g5.xlarge', onDemand: 1 }]),
      }),
    );
    expect(accelerated.withoutFee).toEqual(['g5.xlarge']);
    expect(accelerated.verdict).toEqual({
      worth: 'unknown',
      because: ['Auto Mode’s fee is not known for g5.xlarge.'],
    });
    expect(
      worthOf(input({ kept: nodes(1, 'unknown') })).verdict.because,
    ).toEqual([
      'No price is known for nodes that do not name their instance type.',
    ]);
  });
});

it('tells that the table was used where the fee’s rule is worse, and the rule alone where it was not', () => {
  expect(worthOf(input({ simulated: nodes(8, 'm7g.large') }))).toMatchObject({
    basis: 'rule',
    tableUsed: true,
  });
  expect(worthOf(input({ simulated: nodes(8, 'c6i.large') }))).toMatchObject({
    basis: 'rule',
    tableUsed: false,
  });
});
