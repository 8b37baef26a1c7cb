// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { permits } from './matches';
import { plan } from './plan';
import { planInput, untouchedParts } from './testing/untouched';

const made = plan(planInput(untouchedParts()));
const cluster = made.clusterArn;

describe('what a plan permits', () => {
  it('finds the change of an exact call, whatever the order of its keys', () => {
    expect(
      permits(made, {
        api: 'eks:UpdateClusterConfig',
        target: cluster,
        request: {
          accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
          name: 'shop',
        },
      })?.id,
    ).toBe('authentication-mode/1');
  });

  it.each([
    [
      'another request',
      {
        request: { name: 'shop', accessConfig: { authenticationMode: 'API' } },
      },
    ],
    [
      'a request with something more',
      {
        request: {
          name: 'shop',
          accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
          version: '1.36',
        },
      },
    ],
    ['another target', { target: `${cluster}2` }],
    ['another call', { api: 'eks:DeleteCluster' }],
  ])('refuses %s', (_name, change) => {
    expect(
      permits(made, {
        api: 'eks:UpdateClusterConfig',
        target: cluster,
        request: {
          name: 'shop',
          accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
        },
        ...change,
      }),
    ).toBeUndefined();
  });

  it('covers scoped calls of the source that is meant, and of no other', () => {
    const evict = (source: string) =>
      permits(made, {
        api: 'kubernetes:evict',
        target: 'v1/Pod/shop/checkout-1',
        request: null,
        scope: { source },
      })?.id;
    expect(evict('managed:general')).toBe('drain:managed:general/3');
    expect(evict('managed:other')).toBeUndefined();
  });
});
