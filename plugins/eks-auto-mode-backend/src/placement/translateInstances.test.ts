// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { AUTO_INSTANCE_TYPES, categoryOf } from './instanceTypes';
import { instancesFor } from './translateInstances';

const chosen = (
  types: string[],
  {
    architecture = 'amd64',
    described = [],
  }: {
    architecture?: 'amd64' | 'arm64';
    described?: [string, number][];
  } = {},
) => {
  const notes: string[] = [];
  const { preferred, ...rest } = instancesFor(
    types,
    architecture,
    new Map(described),
    notes,
  );
  return { ...rest, preferred: preferred.map(({ type }) => type), notes };
};

describe('families and sizes for a source', () => {
  it('keeps a family and a size that Auto Mode has, with the next two sizes up', () => {
    expect(chosen(['m5.2xlarge'])).toEqual({
      families: ['m5'],
      sizes: ['2xlarge', '4xlarge', '8xlarge'],
      preferred: ['m5.2xlarge'],
      notes: [],
    });
  });

  it('names no size above the largest', () => {
    expect(chosen(['t3.xlarge']).sizes).toEqual(['2xlarge', 'xlarge']);
  });

  it('puts the families and sizes of several types together, each once and sorted', () => {
    expect(chosen(['r5.xlarge', 'c5.large', 'r5.xlarge'])).toEqual({
      families: ['c5', 'r5'],
      sizes: ['2xlarge', '4xlarge', 'large', 'xlarge'],
      preferred: ['r5.xlarge', 'c5.large'],
      notes: [],
    });
  });

  it('takes a small common one for a source whose types nobody knows', () => {
    expect(chosen([])).toMatchObject({
      families: ['m5'],
      preferred: ['m5.large'],
      notes: [],
    });
  });

  it.each([
    ['c3.large', ['c'], ['c']],
    ['m3.large', ['m'], ['m']],
    ['r3.large', ['r'], ['r']],
    ['t1.micro', ['t'], ['t']],
    ['a1.large', ['m'], ['m']],
    ['x1.16xlarge', ['x'], ['x']],
    ['i2.xlarge', ['i'], ['i']],
    ['d2.xlarge', ['d'], ['im']],
    ['h1.2xlarge', ['d'], ['im']],
    ['g3.4xlarge', ['g'], ['g']],
    ['p2.xlarge', ['p', 'g'], ['g']],
    ['f1.2xlarge', ['m'], ['m']],
  ])(
    'replaces %s by families that serve the same and run the same programs',
    (type, amd64, arm64) => {
      for (const [architecture, purposes] of [
        ['amd64', amd64],
        ['arm64', arm64],
      ] as const) {
        const { families, notes } = chosen([type], { architecture });
        expect(new Set(families.map(categoryOf))).toEqual(new Set(purposes));
        expect(notes).toHaveLength(1);
        const all = AUTO_INSTANCE_TYPES.filter(({ family }) =>
          families.includes(family),
        );
        expect(new Set(all.map(({ family }) => family)).size).toBe(
          families.length,
        );
        expect(new Set(all.map(one => one.architecture))).toEqual(
          new Set([architecture]),
        );
      }
    },
  );

  it.each<[string, string, [string, number][], string[]]>([
    [
      'a size that the other family has too, whatever EC2 counts',
      'd2.8xlarge',
      [['d2.8xlarge', 36]],
      ['d3.8xlarge', 'd3en.8xlarge'],
    ],
    ['the smallest for one that is smaller', 't3.nano', [], ['t3.medium']],
    [
      'the smallest of other families for one that is smaller',
      'm3.medium',
      [],
      ['m6i.large', 'm7i.large'],
    ],
    [
      'the next that is as large by what EC2 says',
      'm5.odd',
      [['m5.odd', 17]],
      ['m5.8xlarge'],
    ],
    [
      'one of just as many processors by what EC2 says',
      'm5.odd',
      [['m5.odd', 16]],
      ['m5.4xlarge'],
    ],
    [
      'the next that is as large by the name of the size',
      'm5.10xlarge',
      [],
      ['m5.12xlarge'],
    ],
    [
      'the next that is as large by what EC2 says, before the name',
      'm5.10xlarge',
      [['m5.10xlarge', 64]],
      ['m5.16xlarge'],
    ],
    [
      'the largest for a whole host that nobody described',
      'c5.metal',
      [],
      ['c5.24xlarge'],
    ],
    [
      'the largest for a part of a host that nobody described',
      'c7i.metal-24xl',
      [],
      ['c7i.48xlarge'],
    ],
    [
      'the size of a whole host that EC2 describes',
      'c5.metal',
      [['c5.metal', 72]],
      ['c5.18xlarge'],
    ],
    [
      'the largest for one that is larger than all',
      'g4dn.metal',
      [['g4dn.metal', 96]],
      ['g4dn.16xlarge'],
    ],
    [
      'the largest of other families for one that is larger than all',
      'h1.16xlarge',
      [],
      ['d3.8xlarge', 'd3en.12xlarge'],
    ],
  ])('prefers %s', (_rule, type, described, expected) => {
    expect(chosen([type], { described }).preferred).toEqual(expected);
  });

  it('says once of a type what takes its place, and nothing of one that is kept', () => {
    expect(chosen(['m5.large', 't3.nano', 'm3.medium']).notes).toEqual([
      expect.stringContaining('t3.nano'),
      expect.stringContaining('m3.medium'),
    ]);
  });
});
