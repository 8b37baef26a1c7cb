// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { DateTime } from 'luxon';
import { parseClusterArn } from '../clusters/clusterArn';
import type { Environments, MaintenanceWindow } from '../clusters/environments';
import type { Windows } from '../runs/gates';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Maintenance windows of the environments, each in its own time zone. */
export function windowsOf(environments: Environments): Windows {
  return {
    at(clusterArn, moment) {
      const windows =
        environments.find(parseClusterArn(clusterArn))?.environment.windows ??
        [];
      if (
        windows.length === 0 ||
        windows.some(window => isOpen(window, moment))
      ) {
        return { open: true };
      }
      const opens = windows
        .map(window => nextOpening(window, moment))
        .sort((a, b) => a - b);
      return { open: false, opensAt: new Date(opens[0]) };
    },
  };
}

/** A window that ends before it begins ends on the next day. */
export function isOpen(window: MaintenanceWindow, moment: Date): boolean {
  const local = DateTime.fromJSDate(moment).setZone(window.timeZone);
  const minute = local.hour * 60 + local.minute;
  const today = DAYS[local.weekday - 1];
  const yesterday = DAYS[(local.weekday + 5) % 7];
  if (window.from < window.to) {
    return (
      window.days.includes(today) && minute >= window.from && minute < window.to
    );
  }
  return (
    (window.days.includes(today) && minute >= window.from) ||
    (window.days.includes(yesterday) && minute < window.to)
  );
}

function nextOpening(window: MaintenanceWindow, moment: Date): number {
  const local = DateTime.fromJSDate(moment).setZone(window.timeZone);
  for (let ahead = 0; ahead <= 7; ahead++) {
    // plus() keeps the wall clock across a change of daylight saving time.
    const opens = local
      .startOf('day')
      .plus({ days: ahead })
      .set({ hour: Math.floor(window.from / 60), minute: window.from % 60 });
    if (opens > local && window.days.includes(DAYS[opens.weekday - 1]))
      return opens.toMillis();
  }
  throw new Error('A window without a day never opens');
}
