// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Step } from '../step';

/** A backup that was read back; nothing but the lock is written before it. */
export const backup: Step = {
  kind: 'backup',
  async reconcile(context) {
    const taken = await context.backups.ensure(
      context.runId,
      context.clusterArn,
      context.since,
    );
    switch (taken.state) {
      case 'verified':
        await context.useBackup(taken.id);
        return {
          state: 'done',
          message: `Backup ${taken.id}: ${taken.objects} objects, read back`,
        };
      case 'running':
      case 'unverified':
        return {
          state: 'again',
          afterMs: 1_000,
          message:
            taken.state === 'running'
              ? `Backing up: ${taken.objects} objects so far`
              : 'Reading the backup back',
        };
      case 'partial':
        return {
          state: 'blocked',
          blocked: [
            {
              what: `The backup lacks ${taken.unread
                .filter(each => each.required)
                .map(each => `${each.what} (${each.reason})`)
                .join('; ')}`,
              now: `Backup ${taken.id} is partial; nothing was changed on the cluster`,
              remedy:
                'Grant what could not be read to the backup role, then retry',
              code: 'backup-partial',
            },
          ],
        };
      default:
        return {
          state: 'blocked',
          blocked: [
            {
              what: `The backup is ${taken.state}${
                taken.error ? `: ${taken.error}` : ''
              }`,
              now: 'Nothing was changed on the cluster',
              remedy: 'Mend what the message names, then retry',
              code: `backup-${taken.state}`,
            },
          ],
        };
    }
  },
  undo: async () => ({ state: 'done' }),
};
