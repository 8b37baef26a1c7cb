// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Act } from '../attribute';
import type { Evidence } from '../evidence';
import type { LedgerEntry } from '../ledger';
import { violation, type Violation } from '../violation';

/** When the ledger shows that a manifest was written to the bucket, first. */
function manifestAt(
  ledger: readonly LedgerEntry[],
  bucket: string,
): string | undefined {
  return ledger.find(
    entry =>
      entry.object.startsWith(`s3:${bucket}/`) &&
      entry.object.endsWith('/manifest.json'),
  )?.at;
}

/** Nothing but the lock is changed before a verified backup; where the bucket is known, it must be seen in it. */
export function beforeBackup(
  acts: readonly Act[],
  { ledger, backupBucket }: Evidence,
): Violation[] {
  const written =
    backupBucket === undefined ? '' : manifestAt(ledger, backupBucket);
  return acts
    .filter(
      ({ entry, run }) =>
        run.backupVerifiedAt === undefined ||
        entry.at < run.backupVerifiedAt ||
        written === undefined ||
        entry.at < written,
    )
    .map(({ entry, run }) =>
      violation(
        'before-backup',
        `${entry.via} changed ${entry.object} ${
          run.backupVerifiedAt === undefined || written === undefined
            ? 'without a verified backup'
            : `before the backup was verified at ${run.backupVerifiedAt}`
        }`,
        entry,
      ),
    );
}
