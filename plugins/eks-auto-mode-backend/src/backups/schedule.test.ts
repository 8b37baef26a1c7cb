// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { judgeSchedule, type BackupStanding } from './schedule';

const hour = 3600_000;
const every = 24 * hour;
const now = Date.parse('2026-11-21T12:00:00Z');
const ago = (hours: number) => now - hours * hour;

describe('the schedule of backups', () => {
  it.each<[string, BackupStanding, ReturnType<typeof judgeSchedule>]>([
    ['takes the first at once', {}, { due: true }],
    [
      'is content with a verified one of today',
      { last: { at: ago(23), state: 'verified' }, verifiedAt: ago(23) },
      { due: false },
    ],
    [
      'takes the next after a day',
      { last: { at: ago(24), state: 'verified' }, verifiedAt: ago(24) },
      { due: true },
    ],
    [
      'counts one that a person or a run took',
      { last: { at: ago(2), state: 'unverified' }, verifiedAt: ago(26) },
      { due: false },
    ],
    [
      'never takes two at once, however long one takes',
      { last: { at: ago(48), state: 'running' }, verifiedAt: ago(24) },
      { due: false },
    ],
    [
      'tries again six hours after a failure, not at once',
      { last: { at: ago(5), state: 'failed' }, verifiedAt: ago(29) },
      { due: false },
    ],
    [
      'tries again six hours after a failure',
      { last: { at: ago(6), state: 'failed' }, verifiedAt: ago(30) },
      { due: true },
    ],
    [
      'tells people once the newest proof is six hours late',
      { last: { at: ago(1), state: 'failed' }, verifiedAt: ago(31) },
      { due: false, alert: 'overdue' },
    ],
    [
      'tells people where the very first came to nothing',
      { last: { at: ago(1), state: 'partial' } },
      { due: false, alert: 'overdue' },
    ],
    [
      'tells people where the first hangs',
      { last: { at: ago(7), state: 'running' } },
      { due: false, alert: 'overdue' },
    ],
    [
      'waits for the first to be proved',
      { last: { at: ago(1), state: 'unverified' } },
      { due: false },
    ],
    [
      'tells people that the newest was found damaged, and takes another',
      { last: { at: ago(7), state: 'damaged' }, verifiedAt: ago(30) },
      { due: true, alert: 'damaged' },
    ],
  ])('%s', (_, standing, expected) => {
    expect(judgeSchedule(standing, every, now)).toEqual(expected);
  });

  it('waits an hour after a failure even where backups are hourly, and no longer', () => {
    const failed = (minutes: number): BackupStanding => ({
      last: { at: now - minutes * 60_000, state: 'failed' },
      verifiedAt: now - minutes * 60_000 - hour,
    });
    expect(judgeSchedule(failed(59), hour, now).due).toBe(false);
    expect(judgeSchedule(failed(60), hour, now).due).toBe(true);
  });
});
