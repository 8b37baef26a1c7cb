// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { addonHealth } from './addonHealth';

const found = [
  'blocker arn:aws:eks:us-east-1:111122223333:addon/shop/coredns/1',
];
const coredns =
  (
    status: string,
    healthIssues: { code: string; message: string }[] = [],
  ): Change =>
  ({ addons }) => ({
    addons: addons.map(one =>
      one.name === 'coredns' ? { ...one, status, healthIssues } : one,
    ),
  });

holds(addonHealth, [
  ['blocks on DEGRADED', coredns('DEGRADED'), found, ['status = DEGRADED']],
  [
    'blocks on UPDATE_FAILED',
    coredns('UPDATE_FAILED'),
    found,
    ['status = UPDATE_FAILED'],
  ],
  ['blocks while UPDATING', coredns('UPDATING'), found, ['status = UPDATING']],
  [
    'blocks on a health issue',
    coredns('ACTIVE', [
      { code: 'InsufficientNumberOfReplicas', message: 'none' },
    ]),
    found,
    ['status = ACTIVE; InsufficientNumberOfReplicas: none'],
  ],
]);

it.each([
  ['DEGRADED', 'is DEGRADED'],
  ['ACTIVE', 'reports problems'],
])('ADD-02 says what %s means', (status, message) => {
  const [finding] = findingsOf(addonHealth, ({ addons }) => ({
    addons: addons.slice(0, 1).map(one => ({
      ...one,
      status,
      healthIssues: [{ code: 'X', message: 'x', resourceIds: [] }],
    })),
  }));
  expect(finding.message).toContain(message);
});
