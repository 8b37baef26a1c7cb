// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { UsageError } from '../bench';
import { parseOptions } from './options';

describe('the options of the drain bench', () => {
  it('are the whole measurement where nothing is said', () => {
    expect(parseOptions([])).toEqual({
      rounds: 3,
      rows: ['ours', 'kubectl', 'fifty-kubectl', 'evictor'],
      capacities: ['waiting', 'provisioned'],
      nodes: 50,
      pods: 1000,
    });
  });

  it('narrow it', () => {
    expect(
      parseOptions([
        '--rounds=1',
        '--only=evictor,ours',
        '--capacity=waiting',
        '--nodes=10',
        '--pods=200',
      ]),
    ).toEqual({
      rounds: 1,
      rows: ['evictor', 'ours'],
      capacities: ['waiting'],
      nodes: 10,
      pods: 200,
    });
  });

  it.each([
    [['--rounds=0'], /--rounds/],
    [['--nodes=1'], /--nodes/],
    [['--pods=12.5'], /--pods/],
    [['--only=mine'], /"mine" is none of ours/],
    [['--speed=9'], /speed/],
    [['extra'], /extra/],
  ])('are refused: %s', (args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(message);
  });
});
