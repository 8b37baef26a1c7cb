// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { findBinaries } from '../cluster/binaries';
import type { MigrateCommand, StepKind } from '../commands/args';
import { migrate } from '../commands/migrate';
import { publishedFolder } from './judge';

jest.setTimeout(900_000);

/** The published workloads have no budgets; these let one pod go at a time. */
const guarded: Record<string, Record<string, string>[]> = {
  'retail-store.yaml': [
    { 'app.kubernetes.io/name': 'ui' },
    {
      'app.kubernetes.io/name': 'catalog',
      'app.kubernetes.io/component': 'mysql',
    },
  ],
  'online-boutique.yaml': [{ app: 'frontend' }, { app: 'redis-cart' }],
  'cassandra.yaml': [{ app: 'cassandra' }],
};

const budgets = (file: string) =>
  guarded[file]
    .map((matchLabels, index) =>
      stringify({
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: `${path.basename(file, '.yaml')}-${index}` },
        spec: { maxUnavailable: 1, selector: { matchLabels } },
      }),
    )
    .join('---\n');

async function withWorkloads<T>(
  files: string[],
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'published-'));
  try {
    for (const file of files) {
      await fs.copyFile(
        path.join(publishedFolder, file),
        path.join(folder, file),
      );
      await fs.writeFile(path.join(folder, `budgets-${file}`), budgets(file));
    }
    return await work(folder);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

const moved = async (
  files: string[],
  choice: Pick<MigrateCommand, 'until' | 'undoAfter'>,
) =>
  withWorkloads(files, async folder =>
    migrate(
      { folder, accept: [], ...choice },
      {
        progress: line => process.stderr.write(`${line}\n`),
        signal: AbortSignal.timeout(840_000),
        binaries: await findBinaries(),
      },
    ),
  );

describe('migrate of manifests as their projects publish them', () => {
  it('moves them all without a violation or a loss, behind a verified backup', async () => {
    const document = await moved(Object.keys(guarded), {
      until: 'retire',
      undoAfter: undefined,
    });
    expect(document).toMatchObject({
      notApplied: [],
      pendingBefore: [],
      run: { state: 'done', blockedBy: [] },
      backup: { state: 'verified' },
      evictions: { refused: 0, forced: 0 },
      pdbViolations: 0,
      podsLost: 0,
      details: { lost: [], violations: [] },
    });
    expect(document.podsMoved).toBe(document.evictions.accepted);
  });

  it.each<StepKind>(['enable', 'drain', 'shrink'])(
    'leaves no difference when it is undone after %s',
    async step => {
      expect(
        await moved(['retail-store.yaml'], { until: step, undoAfter: step }),
      ).toMatchObject({
        undo: { state: 'undone', differences: [] },
        pdbViolations: 0,
        podsLost: 0,
      });
    },
  );
});
