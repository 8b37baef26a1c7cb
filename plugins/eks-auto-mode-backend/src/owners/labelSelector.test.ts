// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { matchesLabelSelector } from './labelSelector';

describe('matchesLabelSelector', () => {
  const labels = { app: 'payments', tier: 'api' };
  it.each([
    ['app=payments', true],
    ['app==payments,tier=api', true],
    ['app=payments,tier=web', false],
    ['tier in (web, api),app', true],
    ['tier notin (web),!legacy', true],
    ['tier notin (api)', false],
    ['!app', false],
    ['app!=orders', true],
    ['legacy!=x', true],
    ['', false],
    ['app=payments;tier=api', false],
    ['((', false],
  ])('%s → %s', (selector, expected) => {
    expect(matchesLabelSelector(selector, labels)).toBe(expected);
  });
});
