// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { findingsOf, says, type Change } from '../../testing/says';
import { autoModeFee } from './autoModeFee';

const priced =
  (
    prices: { type: string; onDemand: number; autoFee?: number }[],
    type = 'm6i.large',
  ): Change =>
  ({ instances }) => ({
    prices,
    instances: instances.map(one => ({ ...one, type })),
  });
const of = (change: Change) => findingsOf(autoModeFee, change)[0];

describe('CO-01', () => {
  it('tells the fee of every cluster, once', () => {
    expect(says(autoModeFee)).toEqual([`info ${CLUSTER_ARN}`]);
  });

  it('takes the fee of the price list', () => {
    const { message, evidence } = of(
      priced([{ type: 'm6i.large', onDemand: 0.1, autoFee: 0.01 }]),
    );
    expect(message).toContain('about $22 a month');
    expect(evidence).not.toContain('estimate');
  });

  it('marks an estimate as one', () => {
    const { message, evidence } = of(
      priced([{ type: 'm6i.large', onDemand: 0.1 }]),
    );
    expect(message).toContain('about $26 a month');
    expect(evidence).toContain('estimate');
  });

  it('never estimates the fee of accelerators, nor that of unknown types', () => {
    const { severity, message, evidence } = of(
      priced([{ type: 'g5.xlarge', onDemand: 1 }], 'g5.xlarge'),
    );
    expect(severity).toBe('unknown');
    expect(message).toContain('is not known');
    expect(message).not.toContain('$');
    expect(evidence).toContain('without a price: g5.xlarge');
  });

  it('says at least where it knows the fee of some types only', () => {
    const { severity, message } = of(({ instances: [one] }) => ({
      prices: [{ type: 'm6i.large', onDemand: 0.1, autoFee: 0.01 }],
      instances: [
        { ...one, type: 'm6i.large' },
        { ...one, type: 'g5.xlarge' },
      ],
    }));
    expect(severity).toBe('info');
    expect(message).toContain('at least $7 a month');
  });

  it('is nothing where there is no instance', () => {
    const { severity, message } = of(() => ({ instances: [] }));
    expect([severity, message]).toEqual([
      'info',
      expect.stringContaining('about $0 a month'),
    ]);
  });

  it('counts neither Auto nodes nor what was stopped, and takes each type’s price', () => {
    const { message, evidence } = of(({ instances: [one] }) => ({
      prices: [
        { type: 'm6i.large', onDemand: 0.1, autoFee: 0.01 },
        { type: 'c6i.large', onDemand: 0.1, autoFee: 0.1 },
      ],
      instances: [
        one,
        { ...one, type: 'c6i.large' },
        { ...one, managedByAuto: true },
        { ...one, state: 'stopped' },
      ],
    }));
    expect(message).toContain('about $80 a month');
    expect(evidence).toBe('2 instances × fee × 730 h');
  });

  it.each([
    'p4d.24xlarge',
    'gr6.4xlarge',
    'inf2.xlarge',
    'trn1.2xlarge',
    'dl1.24xlarge',
    'm99.large',
  ])('names %s, whose price is not known', type => {
    const prices = type === 'm99.large' ? [] : [{ type, onDemand: 1 }];
    expect(of(priced(prices, type)).evidence).toBe(
      `3 instances × fee × 730 h; without a price: ${type}`,
    );
  });

  it('estimates the fee of a family that only ends like one of accelerators', () => {
    const { message } = of(
      priced([{ type: 'xg5.large', onDemand: 0.1 }], 'xg5.large'),
    );
    expect(message).toContain('about $26 a month');
  });
});
