// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { sleep } from './child';
import type { Migration } from './migration';
import type { Lease } from './record';
import type { Replica } from './replica';
import type { Stage } from './stage';

/** A replica that stands still between the intent and the call of one effect. */
export interface Frozen {
  replica: string;
  api: string;
  lease: Lease;
  thaw(): void;
}

/** What became of a run and of the replica that was caught at the moment of one call. */
interface Caught {
  replica: Replica;
  lease: Lease;
}

/** Catches the replica at such a moment and does something to it; undefined where the run ended first. */
async function caught(
  stage: Stage,
  migration: Migration,
  api: string,
  moment: 'before' | 'after',
  strike: (replica: Replica) => Promise<boolean>,
): Promise<Caught | undefined> {
  const { run } = migration;
  if (!run) throw new Error(`${migration.cluster} has no run`);
  const over = async () =>
    migration.late ||
    ['done', 'undone', 'blocked', 'aborted'].includes(
      (await stage.portal.run(run.id)).state,
    );
  for (;;) {
    const held = await stage.record.stop(run.id, api, moment, over);
    if (!held) return undefined;
    const replica = stage.replicas.find(
      each =>
        each.state === 'up' &&
        each.session === held.session &&
        each.holds(held.lease.holder),
    );
    const struck = replica !== undefined && (await strike(replica));
    // What the database was asked for goes on; its answer finds the replica asleep, or nobody.
    await held.release();
    if (replica && struck) return { replica, lease: held.lease };
    // The killer was faster. The next holder comes to the same call.
    await sleep(200);
  }
}

/** Freezes the replica that is about to make such a call. */
export async function freezeBefore(
  stage: Stage,
  migration: Migration,
  api: string,
): Promise<Frozen | undefined> {
  const found = await caught(stage, migration, api, 'before', async replica => {
    replica.freeze();
    return true;
  });
  return (
    found && {
      replica: found.replica.name,
      api,
      lease: found.lease,
      thaw: () => found.replica.thaw(),
    }
  );
}

/** Kills the replica that has made such a call and has not written what came of it. */
export async function killAfter(
  stage: Stage,
  migration: Migration,
  api: string,
  kill: (replica: Replica) => Promise<boolean>,
): Promise<boolean> {
  return (await caught(stage, migration, api, 'after', kill)) !== undefined;
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
