// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { screen } from '@testing-library/react';
import { FakeEksAutoModeApi } from '../../../dev/FakeEksAutoModeApi';
import { renderWith } from '../../__testUtils__/render';
import { FleetCosts } from './FleetCosts';

const cluster = (
  clusterId: string,
  notCounted: string[] = [],
): api.FleetClusterCost => ({
  clusterId,
  clusterName: clusterId,
  nowMonthly: 100,
  afterMonthly: 90,
  feeMonthly: 10,
  worth: notCounted.length > 0 ? 'unknown' : 'yes',
  basis: 'price-list',
  notCounted,
});

async function told(fleet: Partial<api.FleetCost>) {
  const fake = new FakeEksAutoModeApi();
  fake.getFleetCost = async () => ({
    clusters: [cluster('a')],
    unknown: 0,
    owners: [],
    extendedSupport: {
      clusters: 0,
      unknown: 0,
      nowMonthly: 0,
      standardMonthly: 0,
    },
    ...fleet,
  });
  await renderWith(<FleetCosts linkOf={() => undefined} />, { fake });
  const sums = await screen.findByText(/a month today/);
  return sums.closest('p')?.textContent;
}

describe('what the fleet costs', () => {
  it('is the sum of its clusters', async () => {
    expect(await told({ clusters: [cluster('a'), cluster('b')] })).toBe(
      '$200 a month today, $180 on Auto Mode as simulated, its fee of $20 included. ',
    );
  });

  it('is at least the sum where clusters have nodes without a price, with how many and what is left out', async () => {
    const words = await told({
      clusters: [
        cluster('a'),
        cluster('b', ['zz9.large', 'Fargate nodes']),
        cluster('c', ['zz9.large']),
      ],
      unknown: 1,
    });
    expect(words).toContain(
      'at least $300 a month today, at least $270 on Auto Mode',
    );
    expect(words).toContain(
      'Of 3 clusters 2 cannot be counted whole: the sums leave out Fargate nodes, zz9.large. Not known for 1 cluster that could not be read.',
    );
  });

  it('says of which table prices are', async () => {
    expect(await told({ priceTable: 'us-east-1, 2025-06' })).toContain(
      'an older table (us-east-1, 2025-06)',
    );
  });

  it('says of which clusters it is not known whether they pay for extended support', async () => {
    await told({
      extendedSupport: {
        clusters: 2,
        unknown: 1,
        nowMonthly: 880,
        standardMonthly: 140,
      },
    });
    expect(
      screen.getByText(/2 clusters pay for extended support/),
    ).toHaveTextContent('Of 1 more cluster it is not known.');
  });
});
