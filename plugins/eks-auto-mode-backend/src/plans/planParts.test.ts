// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  healthyInventory,
  withMissing,
  withUnread,
} from '../readiness/testing/inventory';
import { holesInPlan, readPlanParts } from './planParts';

const whole = healthyInventory();

describe('what a plan stands on', () => {
  it('is there where everything was read', () => {
    expect(holesInPlan(whole)).toEqual([]);
    expect(() => readPlanParts(whole)).not.toThrow();
  });

  it.each([
    ['a part was not read', withUnread(whole, ['podDisruptionBudgets'])],
    [
      'a part was not read wholly, such as a launch template deleted since',
      withMissing(whole, 'launchTemplates', 'lt-1'),
    ],
  ])('is not where %s', (_, inventory) => {
    expect(holesInPlan(inventory)).toHaveLength(1);
    expect(() => readPlanParts(inventory)).toThrow('could not be read');
  });

  it('is there where only something else was not read', () => {
    expect(holesInPlan(withUnread(whole, ['prices']))).toEqual([]);
  });
});
