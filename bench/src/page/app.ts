// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/**
 * The app as it is deployed: bundled and minified into the folder from which the backend serves it.
 * What lay there before comes back.
 */
export async function builtApp(
  signal: AbortSignal,
): Promise<{ remove(): Promise<void> }> {
  const root = path.resolve(
    path.dirname(require.resolve('@internal/bench/package.json')),
    '..',
  );
  const app = path.join(root, 'packages/app');
  const built = path.join(app, 'dist');
  const before = path.join(app, '.cache-dist-before');
  if (existsSync(built)) await rename(built, before);
  const remove = async () => {
    await rm(built, { recursive: true, force: true });
    if (existsSync(before)) await rename(before, built);
  };
  try {
    await promisify(execFile)(
      process.execPath,
      [
        path.join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
        'package',
        'build',
        ...['--config', path.join(root, 'app-config.yaml')],
      ],
      {
        cwd: app,
        env: { ...process.env, NODE_ENV: 'production' },
        signal,
        maxBuffer: 2 ** 26,
      },
    );
  } catch (error) {
    await remove();
    throw error;
  }
  return { remove };
}
