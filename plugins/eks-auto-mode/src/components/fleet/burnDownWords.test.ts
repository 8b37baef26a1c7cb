// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { burnDownWords } from './burnDownWords';

const of = (
  clusters: number,
  migrated: number,
  more: Partial<api.BurnDown> = {},
): api.BurnDown => ({
  days: [{ day: '2026-11-21', clusters, migrated, blocked: 0, blockers: 0 }],
  owners: [],
  codes: [],
  ...more,
});

describe('what a burn-down says', () => {
  it.each([
    [of(0, 0, { days: [] }), 'Nothing is known of any day yet.'],
    [of(7, 6), '1 of 7 clusters is left to migrate.'],
    [
      of(7, 1, { targetDate: '2027-03-31' }),
      '6 of 7 clusters are left to migrate. The target is 2027-03-31.',
    ],
    [
      of(7, 1, { targetDate: '2027-03-31', forecast: { perWeek: 0 } }),
      '6 of 7 clusters are left to migrate. The number has not fallen in four weeks; the target is 2027-03-31.',
    ],
    [
      of(7, 1, { forecast: { perWeek: 2, day: '2026-12-12' } }),
      '6 of 7 clusters are left to migrate. At 2 a week the last one moves on 2026-12-12.',
    ],
    [
      of(7, 1, {
        targetDate: '2026-12-10',
        forecast: { perWeek: 2, day: '2026-12-12' },
      }),
      '6 of 7 clusters are left to migrate. At 2 a week the last one moves on 2026-12-12, 2 days after the target.',
    ],
    [
      of(7, 1, {
        targetDate: '2026-12-13',
        forecast: { perWeek: 2, day: '2026-12-12' },
      }),
      '6 of 7 clusters are left to migrate. At 2 a week the last one moves on 2026-12-12, 1 day before the target.',
    ],
    [of(7, 7), 'All 7 clusters are migrated.'],
  ])('%#', (burnDown, words) => {
    expect(burnDownWords(burnDown)).toBe(words);
  });
});
