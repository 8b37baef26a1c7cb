// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { migrationsDirectory } from '../database/migrate';
import { createTestDatabases } from '../__testUtils__/databases';
import { BackupsStore } from './backupsStore';

const databases = createTestDatabases();
const clusterArn = 'arn:aws:eks:us-east-1:111122223333:cluster/a';
const day = 24 * 3600_000;
const start = new Date('2026-11-01T00:00:00Z');
const at = (ms: number) => new Date(start.getTime() + ms);

describe.each(databases.eachSupportedId())('the store of backups on %s', id => {
  async function stores() {
    const knex = await databases.init(id);
    await knex.migrate.latest({ directory: migrationsDirectory() });
    return (replica: string) => new BackupsStore(knex, replica);
  }
  const backup = (now: Date, keepDays = 30) => ({
    clusterArn,
    clusterName: 'a',
    createdBy: 'schedule',
    bucket: 'b',
    basePrefix: 'p/',
    keptUntil: new Date(now.getTime() + keepDays * day),
    now,
  });

  it('of two replicas one takes a backup, and the other takes it over when the first falls silent', async () => {
    const replica = await stores();
    const one = replica('one');
    const two = replica('two');
    const { id: backupId } = await one.add(backup(start));
    const claims = await Promise.all([one.claim(start), two.claim(start)]);
    expect(claims.filter(claim => claim?.backup.id === backupId)).toHaveLength(
      1,
    );
    const [winner, loser] = claims[0] ? [one, two] : [two, one];
    expect(await loser.claim(at(59_000))).toBeUndefined();
    expect(await loser.claim(at(61_000))).toMatchObject({
      backup: { attempt: 2 },
      work: 'capture',
    });
    expect(await winner.keep(backupId, 5, at(61_000))).toBe(false);
    expect(
      await winner.finish(backupId, { state: 'failed', error: 'late' }),
    ).toBe(false);
    expect((await one.get(backupId))?.state).toBe('running');
  });

  it('retention takes what is over its time, and never the newest verified backup', async () => {
    const replica = await stores();
    const store = replica('one');
    const taken: string[] = [];
    for (const days of [0, 1, 2]) {
      const { id: backupId } = await store.add(backup(at(days * day), 5));
      taken.push(backupId);
      await store.claim(at(days * day));
      await store.finish(backupId, {
        state: days === 2 ? 'failed' : 'verified',
        verifiedAt: at(days * day).toISOString(),
      });
    }
    await store.askForDue(at(20 * day), at(-day));
    const due: string[] = [];
    for (;;) {
      const claimed = await store.claim(at(20 * day));
      if (!claimed) break;
      expect(claimed.work).toBe('delete');
      due.push(claimed.backup.id);
      await store.remove(claimed.backup.id);
    }
    expect(due).toEqual([taken[0], taken[2]]);
    expect((await store.latestVerified(clusterArn))?.id).toBe(taken[1]);
  });

  it('what somebody waits for comes before what is old', async () => {
    const replica = await stores();
    const store = replica('one');
    const add = async (days: number) =>
      (await store.add(backup(at(days * day), 5))).id;
    const finish = async (
      backupId: string,
      patch: Parameters<typeof store.finish>[1],
    ) => {
      await store.claim(at(3 * day));
      await store.finish(backupId, patch);
    };
    const verifiedAt = start.toISOString();
    const over = await add(0);
    await finish(over, { state: 'failed' });
    const old = await add(1);
    await finish(old, { state: 'verified', verifiedAt });
    await store.askForDue(at(5.5 * day), at(day));
    const fresh = await add(2);
    const asked = await add(3);
    expect(await store.claim(at(6 * day))).toMatchObject({
      backup: { id: fresh },
      work: 'capture',
    });
    await store.finish(fresh, { state: 'unverified', work: 'verify' });
    const rest: [string, string][] = [];
    for (;;) {
      const claimed = await store.claim(at(6 * day));
      if (!claimed) break;
      rest.push([claimed.backup.id, claimed.work]);
    }
    expect(rest).toEqual([
      [asked, 'capture'],
      [fresh, 'verify'],
      [over, 'delete'],
      [old, 'verify'],
    ]);
  });

  it('a proof that has grown old is made again', async () => {
    const replica = await stores();
    const store = replica('one');
    const { id: backupId } = await store.add(backup(start));
    await store.claim(start);
    await store.finish(backupId, {
      state: 'verified',
      verifiedAt: start.toISOString(),
    });
    await store.askForDue(at(day), at(-day));
    expect(await store.claim(at(day))).toBeUndefined();
    await store.askForDue(at(2 * day), at(day));
    expect(await store.claim(at(2 * day))).toMatchObject({ work: 'verify' });
  });

  it('a cluster keeps the key under which its Secrets are hashed', async () => {
    const replica = await stores();
    const keys = await Promise.all(
      ['one', 'two'].map(name => replica(name).hashKey(clusterArn)),
    );
    expect(keys[0]).toBe(keys[1]);
    expect(await replica('one').hashKey(`${clusterArn}b`)).not.toBe(keys[0]);
  });
});
