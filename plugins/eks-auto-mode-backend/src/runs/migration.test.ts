// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanOptions } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { createTestDatabases } from '../__testUtils__/databases';
import { migrated } from './__testUtils__/bench';
import { ann, portal, unfinished } from './__testUtils__/portal';
import { spawnSandbox, type RunningSandbox } from './__testUtils__/sandbox';

const databases = createTestDatabases();

jest.setTimeout(300_000);

describe('a migration on the sandbox', () => {
  let sandbox: RunningSandbox;
  const { env } = process;

  beforeEach(async () => {
    sandbox = await spawnSandbox();
    process.env = {
      ...env,
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ACCESS_KEY_ID: 'AKIASANDBOXPORTAL000',
      AWS_SECRET_ACCESS_KEY: 'sandbox-portal-secret',
    };
  });

  afterEach(async () => {
    process.env = env;
    await sandbox.stop();
  });

  const start = async () =>
    portal(await migrated(await databases.init('SQLITE_3')), {
      bucket: 'one-backups',
    });

  it('moves every pod, retires the groups behind an approval, and verifies', async () => {
    const { start: begin, untilRetired, close } = await start();
    const { made, runId } = await begin({ soakSeconds: 1 });
    const run = await untilRetired(runId, made.digest);
    await close();
    expect(unfinished(run)).toEqual([]);
    expect(run.verification?.rows.filter(row => !row.holds)).toEqual([]);
    const evicted = (await sandbox.ledger()).filter(
      line => line.via === 'kubernetes:evict' && line.field === 'deleted',
    );
    expect(new Set(evicted.map(line => line.object)).size).toBe(evicted.length);
  });

  it.each<[PlanOptions['until'], string]>([['shrink', 'auto-mode-off']])(
    'leaves the cluster as it was after an undo of what went to %s',
    async until => {
      const before = await sandbox.normalForm();
      const { start: begin, until: wait, service, close } = await start();
      const { runId } = await begin({ soakSeconds: 0, until });
      let run = await wait(runId, ['blocked', 'done']);
      expect(unfinished(run)).toEqual([]);
      await service.command(
        runId,
        { type: 'undo', undoTo: 'auto-mode-off' },
        ann,
      );
      run = await wait(runId, ['blocked', 'undone']);
      await close();
      expect(run.blockedBy).toEqual([]);
      expect(run.state).toBe('undone');
      expect(await sandbox.normalForm()).toEqual(before);
    },
  );
});
