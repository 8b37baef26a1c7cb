// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Environments, type MaintenanceWindow } from '../clusters/environments';
import { isOpen, windowsOf } from './windows';

const night: MaintenanceWindow = {
  days: ['fri'],
  from: 22 * 60,
  to: 5 * 60,
  timeZone: 'Europe/Berlin',
};
const office: MaintenanceWindow = {
  days: ['mon', 'tue'],
  from: 9 * 60,
  to: 17 * 60,
  timeZone: 'UTC',
};

describe('maintenance windows', () => {
  it.each([
    // 20 November 2026 is a Friday; Berlin is one hour ahead of UTC.
    [night, '2026-11-20T20:59:00Z', false],
    [night, '2026-11-20T21:00:00Z', true],
    [night, '2026-11-21T03:59:00Z', true],
    [night, '2026-11-21T04:00:00Z', false],
    [night, '2026-11-21T22:00:00Z', false],
    // In summer Berlin is two hours ahead.
    [night, '2026-07-17T20:00:00Z', true],
    [office, '2026-11-23T09:00:00Z', true],
    [office, '2026-11-23T17:00:00Z', false],
    [office, '2026-11-25T12:00:00Z', false],
  ])('%j at %s: %s', (window, moment, open) => {
    expect(isOpen(window, new Date(moment))).toBe(open);
  });

  const arn = 'arn:aws:eks:us-east-1:111122223333:cluster/a';
  const windows = (...of: MaintenanceWindow[]) =>
    windowsOf(
      new Environments([
        {
          name: 'prod',
          accounts: [
            { accountId: '111122223333', regions: ['us-east-1'], roles: {} },
          ],
          tags: {},
          windows: of,
          gates: { approverIsNotRequester: false, soakMs: 0 },
        },
      ]),
    );

  it('without a window a cluster may always be changed', () => {
    expect(windows().at(arn, new Date())).toEqual({ open: true });
  });

  it('a closed window says when the next one opens', () => {
    expect(
      windows(night, office).at(arn, new Date('2026-11-21T12:00:00Z')),
    ).toEqual({
      open: false,
      opensAt: new Date('2026-11-23T09:00:00Z'),
    });
    expect(windows(office).at(arn, new Date('2026-11-24T18:00:00Z'))).toEqual({
      open: false,
      opensAt: new Date('2026-11-30T09:00:00Z'),
    });
  });
});
