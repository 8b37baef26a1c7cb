// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Act } from '../attribute';
import { violation, type Violation } from '../violation';

/** Nothing but the lock is changed before a verified backup. */
export function beforeBackup(acts: readonly Act[]): Violation[] {
  return acts
    .filter(
      ({ entry, run }) =>
        run.backupVerifiedAt === undefined || entry.at < run.backupVerifiedAt,
    )
    .map(({ entry, run }) =>
      violation(
        'before-backup',
        `${entry.via} changed ${entry.object} ${
          run.backupVerifiedAt === undefined
            ? 'without a verified backup'
            : `before the backup was verified at ${run.backupVerifiedAt}`
        }`,
        entry,
      ),
    );
}
