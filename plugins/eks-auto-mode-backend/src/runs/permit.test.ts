// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { plan } from '../plans/plan';
import { planInput, untouchedParts } from '../plans/testing/untouched';
import { permits, type PlannedCall } from './permit';

const made = plan(planInput(untouchedParts()));
const cluster = made.clusterArn;

function changeOf(id: string) {
  const found = made.steps
    .flatMap(step => step.changes)
    .find(change => change.id === id);
  if (!found) throw new Error(`The plan has no change ${id}`);
  return found;
}

const mode = changeOf('authentication-mode/1');
const call: PlannedCall = {
  api: 'eks:UpdateClusterConfig',
  target: cluster,
  request: {
    name: 'shop',
    accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
  },
  used: 0,
  undoing: false,
};

describe('what a plan permits', () => {
  it('allows an exact call, whatever the order of its keys', () => {
    expect(
      permits(made, 'authentication-mode', mode, {
        ...call,
        request: {
          accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
          name: 'shop',
        },
      }),
    ).toBeUndefined();
  });

  it.each<[string, Partial<PlannedCall>, RegExp]>([
    [
      'another request',
      {
        request: { name: 'shop', accessConfig: { authenticationMode: 'API' } },
      },
      /differs from the plan's/,
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
      /differs from the plan's/,
    ],
    ['another target', { target: `${cluster}2` }, /is about/],
    ['another call', { api: 'eks:DeleteCluster' }, /not a eks:DeleteCluster/],
  ])('refuses %s', (_name, other, why) => {
    expect(
      permits(made, 'authentication-mode', mode, { ...call, ...other }),
    ).toMatch(why);
  });

  it('covers scoped calls of the step of that source, and of no other, up to their number', () => {
    const change = changeOf('drain:managed:general/3');
    if (change.type !== 'scoped') throw new Error('An eviction is scoped');
    const evict = (stepId: string, used: number) =>
      permits(made, stepId, change, {
        api: 'kubernetes:evict',
        target: 'v1/Pod/shop/checkout-1',
        request: null,
        used,
        undoing: false,
      });
    expect(change).toMatchObject({
      api: 'kubernetes:evict',
      scope: { source: 'managed:general' },
    });
    expect(evict('drain:managed:general', 0)).toBeUndefined();
    expect(evict('drain:managed:other', 0)).toMatch(/has no change/);
    expect(evict('drain:managed:general', change.maximum)).toMatch(
      /as many were changed/,
    );
  });
});
