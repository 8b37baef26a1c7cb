// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { BackupState } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

const HOUR_MS = 3600_000;

/** What is known of a cluster's backups, times in Unix milliseconds. */
export interface BackupStanding {
  /** The newest attempt, by whomever. */
  last?: { at: number; state: BackupState };
  /** When the newest backup began that is `verified`. */
  verifiedAt?: number;
}

/** Why people must be told of a cluster's backups. */
export type BackupAlert = 'overdue' | 'damaged';

/** `due`: take one now. */
export type ScheduleVerdict = {
  due: boolean;
  /** Undefined while all is as it should be. */
  alert?: BackupAlert;
};

/**
 * A backup is due `everyMs` after the last one began, whoever asked for that one. One that came to
 * nothing is tried again after a quarter of that time, at least an hour: what failed once mostly
 * fails again at once. It is overdue where the newest verified one is a quarter (at least an hour)
 * older than it should ever be, or where there is none and the attempt to make one has ended.
 */
export function judgeSchedule(
  standing: BackupStanding,
  everyMs: number,
  now: number,
): ScheduleVerdict {
  const { last, verifiedAt } = standing;
  const grace = Math.max(everyMs / 4, HOUR_MS);
  if (!last) return { due: true };
  const useless = ['failed', 'partial', 'damaged'].includes(last.state);
  const due =
    last.state !== 'running' &&
    now - last.at >= (useless ? Math.min(grace, everyMs) : everyMs);
  if (last.state === 'damaged') return { due, alert: 'damaged' };
  const overdue =
    verifiedAt === undefined
      ? useless || now - last.at > grace
      : now - verifiedAt > everyMs + grace;
  return overdue ? { due, alert: 'overdue' } : { due };
}
