// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import { inSqlite } from './secrets/databases';
import { unsignedOidcToken } from './secrets/markers';
import { Search } from './secrets/search';
import { thePlace } from './world/place';
import { Portal } from './world/portal';
import { Sandbox } from './world/sandbox';

jest.setTimeout(300_000);

const place = thePlace();
const portal = new Portal(place.portal);
const sandbox = new Sandbox();

interface World {
  world: {
    sessions: Record<string, { secretAccessKey: string; sessionToken: string }>;
  };
}

/** What STS gave out while the portal worked. */
function sessionValues(): Record<string, string> {
  const saved: World = JSON.parse(
    fs.readFileSync(path.join(place.folder, 'sandbox/world.json'), 'utf8'),
  );
  return Object.fromEntries(
    Object.entries(saved.world.sessions).flatMap(([key, session]) => [
      [`secret key of ${key}`, session.secretAccessKey],
      [`token of ${key}`, session.sessionToken],
    ]),
  );
}

let search: Search;
const at = (name: string) => path.join(place.folder, name);

it('lives a whole life: assess, connection test, backup, plan, run, undo', async () => {
  // Refused callers, whose tokens the log must not keep either.
  for (const token of [
    place.markers.unknownBearer,
    unsignedOidcToken(place.markers.oidcToken),
  ]) {
    const { status } = await portal.ask('GET', '/clusters', undefined, token);
    expect(status).toBe(401);
  }
  const { id } = await portal.assessed('secrets');
  const cluster = `/clusters/${encodeURIComponent(id)}`;
  await portal.call('POST', `${cluster}/connection-test`);
  const backup = await portal.backUp('secrets');
  expect(backup).toMatchObject({ state: 'verified' });
  const plan = await portal.plan('secrets', { until: 'drain' });
  expect(plan.blockedBy).toEqual([]);
  const { id: run } = await portal.approve(plan);
  await portal.runOnce(run, 'is done', each => each.state === 'done');
  await portal.command(run, { type: 'undo', undoTo: 'workloads-back' });
  await portal.runOnce(run, 'is undone', each => each.state === 'undone');
  expect((await sandbox.evictions('secrets')).length).toBeGreaterThan(0);
  // Everything that a page or a program can ask for; the answers are kept.
  await portal.journal(run);
  for (const route of [
    '/clusters',
    '/fleet',
    '/unregistered-clusters',
    '/checks',
    cluster,
    `${cluster}/refresh`,
    `${cluster}/findings?limit=500`,
    `${cluster}/exceptions`,
    `${cluster}/backups`,
    `${cluster}/backups/${backup.id}`,
    `${cluster}/plans`,
    `${cluster}/runs`,
    `/plans/${plan.id}`,
    `/runs/${run}`,
    `/runs/${run}/drain`,
  ]) {
    await portal.call('GET', route);
  }
  const values = { ...place.markers, ...sessionValues() };
  expect(Object.keys(values).length).toBeGreaterThan(20);
  search = new Search(values);
});

describe('no secret is found after a whole assessment, backup, plan, run and undo', () => {
  it('in the log', () => {
    const { leaks } = search.inFiles(place.portal.log);
    expect(leaks).toEqual([]);
    expect(portal.log()).not.toMatch(/k8s-aws-v1\.[\w-]{20}/);
    expect(portal.log()).not.toMatch(/X-Amz-Signature=[0-9a-f]{20}/i);
  });

  it('in the files of the database, nor in any row of it', async () => {
    const raw = search.inFiles(at('portal-db'));
    expect(raw.files).toBeGreaterThan(0);
    expect(raw.leaks).toEqual([]);
    const { leaks, rows } = await inSqlite(at('portal-db'), search);
    expect(rows).toBeGreaterThan(100);
    expect(leaks).toEqual([]);
  });

  it('in the objects of S3, as they are and unpacked', () => {
    const { leaks, files } = search.inFiles(at('sandbox/objects'));
    expect(files).toBeGreaterThan(1);
    expect(leaks).toEqual([]);
  });

  it('in any answer of the API', () => {
    const answers = fs
      .readdirSync(place.folder)
      .filter(name => name.startsWith('answers-'));
    expect(answers).not.toEqual([]);
    expect(answers.flatMap(name => search.inFiles(at(name)).leaks)).toEqual([]);
  });

  it('while the backup holds what surrounds them: the search looked where they would be', () => {
    const surroundings = new Search({
      secret: 'by-kubectl',
      release: 'HelmRelease',
      variable: 'DB_PASSWORD',
      annotation: 'last-applied-configuration',
      hash: 'hmac-sha256:',
    });
    const found = surroundings.inFiles(at('sandbox/objects')).leaks;
    expect([...new Set(found.map(leak => leak.which))].sort()).toEqual([
      'annotation',
      'hash',
      'release',
      'secret',
      'variable',
    ]);
    expect(found.every(leak => leak.where.endsWith('(unpacked)'))).toBe(true);
  });

  it('and one that is planted beside them is found', () => {
    const planted = at('planted.log');
    fs.writeFileSync(
      planted,
      `${portal.log()}\nbasic ${Buffer.from(
        `user:${place.markers.podToken}`,
      ).toString('base64')}\n`,
    );
    expect(search.inFiles(planted).leaks).toMatchObject([
      { which: 'podToken', where: planted },
    ]);
  });
});
