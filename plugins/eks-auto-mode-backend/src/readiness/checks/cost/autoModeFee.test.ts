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
    const { message, evidence } = of(
      priced([{ type: 'g5.xlarge', onDemand: 1 }], 'g5.xlarge'),
    );
    expect(message).toContain('about $0 a month');
    expect(evidence).toContain('without a price: g5.xlarge');
  });
});
