// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { sleep } from './child';
import type { Migration } from './migration';
import type { Lease } from './record';
import type { Stage } from './stage';

/** A replica that stands still between the intent and the call of one effect. */
export interface Frozen {
  replica: string;
  api: string;
  lease: Lease;
  thaw(): void;
}

/** Freezes the replica that is about to make such a call; undefined where the run ended without one. */
export async function freezeBefore(
  stage: Stage,
  migration: Migration,
  api: string,
): Promise<Frozen | undefined> {
  const { run } = migration;
  if (!run) throw new Error(`${migration.cluster} has no run`);
  const over = async () =>
    migration.late ||
    ['done', 'undone', 'blocked', 'aborted'].includes(
      (await stage.portal.run(run.id)).state,
    );
  for (;;) {
    const held = await stage.record.between(run.id, api, over);
    if (!held) return undefined;
    const replica = stage.replicas.find(
      each =>
        each.state === 'up' &&
        each.session === held.session &&
        each.holds(held.lease.holder),
    );
    replica?.freeze();
    // The renewal ends; its answer waits for the replica to wake.
    await held.release();
    if (replica)
      return {
        replica: replica.name,
        api,
        lease: held.lease,
        thaw: () => replica.thaw(),
      };
    // The killer was faster. The next holder comes to the same call.
    await sleep(200);
  }
}

/** Until another replica holds the run, or has held it. */
export async function takenOver(
  stage: Stage,
  lease: Lease,
  deadline: number,
): Promise<void> {
  for (;;) {
    const fence = (await stage.record.fences()).get(lease.runId) ?? 0;
    if (fence > lease.fence) return;
    if (Date.now() > deadline)
      throw new Error(`Nobody took run ${lease.runId} over in time`);
    await sleep(200);
  }
}
