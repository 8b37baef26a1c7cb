// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { forecast } from './forecast';

const on = (day: string, left: number) => ({ day, left });

describe('when the last cluster would be migrated', () => {
  it.each([
    ['nothing is known', [], undefined],
    ['one day is known', [on('2026-11-21', 9)], undefined],
    [
      'less than a week is known',
      [on('2026-11-16', 12), on('2026-11-21', 9)],
      undefined,
    ],
    [
      'four clusters move a week',
      [on('2026-10-24', 26), on('2026-11-21', 10)],
      { perWeek: 4, day: '2026-12-09' },
    ],
    [
      'only the last four weeks count',
      [on('2026-08-01', 100), on('2026-10-24', 26), on('2026-11-21', 10)],
      { perWeek: 4, day: '2026-12-09' },
    ],
    [
      'nothing moves',
      [on('2026-10-24', 10), on('2026-11-21', 10)],
      { perWeek: 0 },
    ],
    [
      'there are more than before',
      [on('2026-11-07', 10), on('2026-11-21', 12)],
      { perWeek: -1 },
    ],
    [
      'nothing is left',
      [on('2026-11-07', 2), on('2026-11-21', 0)],
      { perWeek: 1 },
    ],
  ])('%s', (_, points, expected) => {
    expect(forecast(points)).toEqual(expected);
  });
});
