// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { chartDays } from './burnDown';

describe('the days of a chart', () => {
  it.each([
    [30, 31, '2026-10-22'],
    [59, 60, '2026-09-23'],
    [90, 46, '2026-08-23'],
    [365, 53, '2025-11-22'],
    [800, 58, '2024-09-14'],
  ])(
    'of %i days end today, are evenly spaced and few',
    (back, count, first) => {
      const days = chartDays('2026-11-21', back);
      expect(days).toHaveLength(count);
      expect(days[0]).toBe(first);
      expect(days.at(-1)).toBe('2026-11-21');
      const gaps = new Set(
        days
          .slice(1)
          .map(
            (day, at) => (Date.parse(day) - Date.parse(days[at])) / 86_400_000,
          ),
      );
      expect(gaps.size).toBe(1);
    },
  );
});
