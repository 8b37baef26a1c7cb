// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { spawn, spawnSync } from 'node:child_process';
import net from 'node:net';

/** Runs a command to its end with its output on ours; resolves to the exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      ...options,
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

/** Runs a short command and answers what it printed; throws with its error output where it fails. */
export function capture(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} ended with ${result.status}: ${
        result.stderr
      }`,
    );
  }
  return result.stdout;
}

export function isRoot() {
  return process.getuid?.() === 0;
}

/** Installs Debian packages; only a machine of CI lets us do that unasked. */
export function aptInstall(packages) {
  if (process.env.CI !== 'true' || !isRoot()) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const stdio = ['ignore', 2, 2];
  return (
    spawnSync('apt-get', ['update', '-q'], { stdio, env }).status === 0 &&
    spawnSync(
      'apt-get',
      ['install', '-q', '-y', '--no-install-recommends', ...packages],
      { stdio, env },
    ).status === 0
  );
}

export async function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
