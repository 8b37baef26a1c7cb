// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from './exec.mjs';

const VERSION = '5.2.5';

/**
 * moto, an AWS that somebody else wrote, on loopback; undefined where Python or its package index
 * cannot be had.
 */
export async function startMoto() {
  const cache = path.join(
    process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'),
    'eks-auto-mode',
    `moto-${VERSION}`,
  );
  const server = path.join(cache, 'bin/moto_server');
  if (!fs.existsSync(path.join(cache, '.complete'))) {
    fs.rmSync(cache, { recursive: true, force: true });
    const steps = [
      ['python3', ['-m', 'venv', cache]],
      [
        path.join(cache, 'bin/pip'),
        [
          'install',
          '--quiet',
          '--disable-pip-version-check',
          `moto[server]==${VERSION}`,
        ],
      ],
    ];
    for (const [command, args] of steps) {
      const { status } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
      if (status !== 0) return undefined;
    }
    fs.writeFileSync(path.join(cache, '.complete'), '');
  }
  const port = await freePort();
  const child = spawn(server, ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
  });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 150; tries++) {
    if (
      await fetch(`${url}/moto-api/data.json`).then(
        r => r.ok,
        () => false,
      )
    ) {
      return { url, stop: () => child.kill() };
    }
    if (child.exitCode !== null) break;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  child.kill();
  throw new Error(`moto did not answer on ${url} within 30 s`);
}
