// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Plan,
  PlanOptions,
  Run,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { collect, testify, type Evidence } from '@internal/witness';
import { createTestDatabases } from '../__testUtils__/databases';
import { migrated } from './__testUtils__/bench';
import { ann, arn, portal, unfinished } from './__testUtils__/portal';
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

  /** What somebody who saw everything, and knows nothing of the product, has to object. */
  const witnessed = async (
    run: Run,
    plan: Plan,
    more: Partial<Evidence> & { undoFrom?: string } = {},
  ) => {
    const backup = run.steps.find(step => step.kind === 'backup');
    return testify({
      clusterArn: arn,
      ledger: (await collect(sandbox.url, arn)).ledger,
      backupBucket: 'one-backups',
      runs: [
        {
          id: run.id,
          plan,
          ...(backup?.endedAt ? { backupVerifiedAt: backup.endedAt } : {}),
          ...(more.undoFrom ? { undoFrom: more.undoFrom } : {}),
        },
      ],
      ...more,
    });
  };

  it('moves every pod, retires the groups behind an approval, and verifies', async () => {
    const { start: begin, untilRetired, close } = await start();
    const { made, runId } = await begin({ soakSeconds: 1 });
    const run = await untilRetired(runId, made.digest);
    await close();
    expect(unfinished(run)).toEqual([]);
    expect(run.verification?.rows.filter(row => !row.holds)).toEqual([]);
    expect(await witnessed(run, made)).toEqual([]);
  });

  it.each<[PlanOptions['until'], string]>([['shrink', 'auto-mode-off']])(
    'leaves the cluster as it was after an undo of what went to %s',
    async until => {
      const { form: before } = await collect(sandbox.url, arn);
      const { start: begin, until: wait, service, close } = await start();
      const { made, runId } = await begin({ soakSeconds: 0, until });
      let run = await wait(runId, ['blocked', 'done']);
      expect(unfinished(run)).toEqual([]);
      const undoFrom = new Date().toISOString();
      await service.command(
        runId,
        { type: 'undo', undoTo: 'auto-mode-off' },
        ann,
      );
      run = await wait(runId, ['blocked', 'undone']);
      await close();
      expect(run.blockedBy).toEqual([]);
      expect(run.state).toBe('undone');
      const { form: after } = await collect(sandbox.url, arn);
      expect(await witnessed(run, made, { undoFrom, before, after })).toEqual(
        [],
      );
    },
  );
});
