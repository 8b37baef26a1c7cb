// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePorts } from '@internal/control-plane/src/process/ports';

// Private and run from its sources, never from a build.
// eslint-disable-next-line no-restricted-syntax
const root = path.resolve(__dirname, '../../..');

/** The development app of the frontend plugin: every state on data that no backend serves. */
export interface States {
  url: string;
  stop(): Promise<void>;
}

async function answers(url: string, deadline: number): Promise<void> {
  for (;;) {
    try {
      if ((await fetch(url)).ok) return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    if (Date.now() > deadline) throw new Error(`${url} does not answer`);
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

/**
 * Starts the development app at an entry point of the plugin: `dev`, or `dev/legacy` for the legacy
 * frontend system. Where one runs already, that is used and left running.
 */
export async function startStates(
  entrypoint: 'dev' | 'dev/legacy',
  running?: string,
): Promise<States> {
  if (running) return { url: running, stop: async () => {} };
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'eks-auto-mode-dev-'));
  const config = path.join(folder, 'app-config.yaml');
  fs.writeFileSync(
    config,
    `app:
  title: EKS Auto Mode
  baseUrl: ${url}
  listen: { host: 127.0.0.1, port: ${port} }
backend:
  baseUrl: ${url}
`,
  );
  const lines: string[] = [];
  const child = spawn(
    process.execPath,
    [
      path.join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
      ...['package', 'start', '--entrypoint', entrypoint, '--config', config],
    ],
    {
      cwd: path.join(root, 'plugins/eks-auto-mode'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        // Jest's own would make the app a test.
        NODE_ENV: 'development',
        JEST_WORKER_ID: undefined,
      },
    },
  );
  const hear = (chunk: Buffer) => lines.push(chunk.toString());
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const stop = async () => {
    if (child.exitCode === null) {
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answers(url, Date.now() + 120_000);
  } catch (error) {
    await stop();
    throw new Error(
      `The development app did not start: ${error}\n${lines.join('')}`,
    );
  }
  return { url, stop };
}
