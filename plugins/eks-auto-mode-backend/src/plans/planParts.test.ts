// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  healthyInventory,
  withMissing,
  withUnread,
} from '../readiness/testing/inventory';
import { canPlan, readPlanParts } from './planParts';

const whole = healthyInventory();

describe('what a plan stands on', () => {
  it('is there where everything was read', () => {
    expect(canPlan(whole)).toBe(true);
    expect(() => readPlanParts(whole)).not.toThrow();
  });

  it.each([
    ['a part was not read', withUnread(whole, ['podDisruptionBudgets'])],
    [
      'a part was not read wholly, such as a launch template deleted since',
      withMissing(whole, 'launchTemplates', 'lt-1'),
    ],
  ])('is not where %s', (_, inventory) => {
    expect(canPlan(inventory)).toBe(false);
    expect(() => readPlanParts(inventory)).toThrow('could not be read');
  });

  it('is there where only something else was not read', () => {
    expect(canPlan(withUnread(whole, ['prices']))).toBe(true);
  });
});
