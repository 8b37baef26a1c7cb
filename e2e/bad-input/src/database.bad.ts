// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Daemon } from '@internal/control-plane/src/process/daemon';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { inPostgres } from './secrets/databases';
import type { Markers } from './secrets/markers';
import { Search } from './secrets/search';
import { secondCatalog } from './world/catalog';
import { Pages } from './world/pages';
import { thePlace } from './world/place';
import { Portal, until } from './world/portal';
import { startPortal } from './world/processes';
import { Sandbox } from './world/sandbox';
import { Wire } from './world/wire';

jest.setTimeout(420_000);

/** How long the database is gone. */
const GONE_MS = Number(process.env.DATABASE_GONE_SECONDS ?? 15) * 1000;

const place = thePlace();
const first = new Portal(place.portal);
const sandbox = new Sandbox();
const prefix = `bad_input_${randomBytes(4).toString('hex')}_`;

let wire: Wire;
let daemon: Daemon;
let second: Portal;
let pages: Pages;

const server = new URL(
  process.env.TEST_POSTGRES_URL ??
    'postgresql://TEST_POSTGRES_URL-is-not-set:5432/postgres',
);

/** A second portal: its own process, its own PostgreSQL, the same clusters. */
beforeAll(async () => {
  wire = await Wire.to(server.hostname, Number(server.port));
  const connection = new URL(server);
  connection.host = `127.0.0.1:${wire.port}`;
  connection.password = encodeURIComponent(place.markers.databasePassword);
  const started = await startPortal({
    name: 'second',
    folder: place.folder,
    sandbox: place.sandbox,
    token: randomBytes(24).toString('hex'),
    database: { client: 'pg', connection: connection.toString(), prefix },
    catalog: secondCatalog,
    markers: place.markers as Markers,
  });
  daemon = started.daemon;
  second = new Portal(started.place);
  pages = await Pages.open(started.place);
});

afterAll(async () => {
  await pages?.close();
  wire?.mend();
  await daemon?.stop();
  await wire?.close();
});

/** Until the Lease in the cluster is held as it should be. */
function locked(as: (holder: string) => boolean): Promise<string> {
  return until(
    'the lock is held as it should be',
    60_000,
    async () => {
      const lease = await sandbox.find<{
        spec?: { holderIdentity?: string };
      }>(
        'shared',
        'coordination.k8s.io/v1',
        'Lease',
        'eks-auto-mode',
        'kube-system',
      );
      return lease?.spec?.holderIdentity ?? '';
    },
    (holder): holder is string => as(holder),
  );
}

describe('two portals on one cluster', () => {
  it('the second is blocked by the name of the first and its run, forces nothing, and goes on when the first has ended', async () => {
    const holding = await first.start('shared');
    // It stands still, and has the cluster all the same.
    await first.command(holding.id, { type: 'pause' });
    await locked(held => held.endsWith(holding.id));
    const before = await sandbox.changes('shared');

    const refused = await second.start('shared');
    const { blockedBy } = await second.blocked(refused.id);
    expect(blockedBy[0].code).toBe('locked');
    expect(blockedBy[0].what).toContain(first.place.url);
    expect(blockedBy[0].now).toContain(holding.id);
    expect(blockedBy[0].remedy).toMatch(/Finish or abort that run/);
    await second.logged(/warn/, refused.id, first.place.url, holding.id);
    await pages.show(
      'shared',
      [
        new RegExp(`Another portal is at work.*${first.place.url}`),
        /Finish or abort that run/,
      ],
      { tab: 'migration', run: refused.id },
    );
    expect(await sandbox.changes('shared')).toEqual(before);

    await first.command(holding.id, {
      type: 'abort',
      reason: 'The other goes on',
    });
    await first.runOnce(
      holding.id,
      'is aborted',
      run => run.state === 'aborted',
    );
    await locked(held => held === '');
    await second.command(refused.id, { type: 'retry' });
    await second.runOnce(refused.id, 'is done', run => run.state === 'done');
    const evicted = await sandbox.evictions('shared');
    expect(evicted.length).toBeGreaterThan(0);
    expect(evicted).toEqual([...new Set(evicted)]);
  });
});

describe('the database gone in the middle of a drain', () => {
  it('is named with what to do, in the API, in the log and on the page; nothing is lost, nothing done twice', async () => {
    const run = await second.start('database');
    const path = `/runs/${run.id}`;
    const readAgain = () =>
      until(
        'the run can be read again',
        60_000,
        () => second.ask('GET', path),
        (answer): answer is typeof answer => answer.status === 200,
      );
    await pages.show('database', [/Run|run/], {
      tab: 'migration',
      run: run.id,
    });
    await until(
      'a pod is evicted',
      240_000,
      () => sandbox.evictions('database'),
      (evicted): evicted is string[] => evicted.length > 0,
    );
    wire.cut();
    const began = Date.now();
    const gone = await until(
      'the API says that the database is gone',
      30_000,
      () => second.ask<{ error: { message: string } }>('GET', path),
      (answer): answer is typeof answer => answer.status === 503,
    );
    expect(gone.body.error.message).toMatch(
      /database does not answer.*Nothing was changed.*backend\.database/,
    );
    await second.logged(/error/, /database does not answer/, /What to do/);
    await pages.says([/database does not answer/]);
    const during = (await sandbox.evictions('database')).length;
    await sleep(Math.max(0, GONE_MS - (Date.now() - began)));
    // A call that was under way may have ended; none may begin that nobody can write down.
    expect((await sandbox.evictions('database')).length - during).toBeLessThan(
      2,
    );
    // It comes back, and freezes: now connections stand and nothing is answered.
    wire.mend();
    await readAgain();
    wire.hold();
    const held = await second.ask<{ error: { message: string } }>('GET', path);
    expect(held.status).toBe(503);
    expect(held.body.error.message).toMatch(/no answer within/);
    wire.mend();
    await second.logged(/info/, /database answers again/);

    await readAgain();
    const done = await second.runOnce(run.id, 'is over', each =>
      ['done', 'blocked'].includes(each.state),
    );
    expect(done.blockedBy).toEqual([]);
    expect(done.state).toBe('done');
    const evicted = await sandbox.evictions('database');
    expect(evicted).toEqual([...new Set(evicted)]);
    const entries = await second.journal(run.id);
    expect(entries.map(entry => entry.sequence)).toEqual(
      entries.map((_, index) => index + 1),
    );
  });

  it('no secret is found in PostgreSQL, nor in the log that names the database', async () => {
    const search = new Search(place.markers);
    const { leaks, rows } = await inPostgres(server.toString(), prefix, search);
    expect(rows).toBeGreaterThan(50);
    expect(leaks).toEqual([]);
    expect(search.inFiles(second.place.log).leaks).toEqual([]);
  });
});
