// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { spawn } from 'node:child_process';
import os from 'node:os';

/** Runs a program until it ends; anything but exit 0 is an error that carries the end of what it said. */
export async function runToEnd(
  program: string,
  args: string[],
  options: {
    cwd?: string;
    env?: Record<string, string>;
    signal?: AbortSignal;
  } = {},
): Promise<{ stdout: string; stderr: string }> {
  options.signal?.throwIfAborted();
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) {
    // A build in the background should not starve what else the machine does.
    os.setPriority(child.pid, 10);
  }
  const end = () => child.kill('SIGTERM');
  options.signal?.addEventListener('abort', end, { once: true });
  try {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', chunk => out.push(chunk));
    child.stderr.on('data', chunk => err.push(chunk));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', error =>
        reject(
          new Error(
            `${program} could not be started (${error.message}). Is it installed and on the PATH? Nothing was changed.`,
          ),
        ),
      );
      child.once('close', resolve);
    });
    const stderr = Buffer.concat(err).toString();
    options.signal?.throwIfAborted();
    if (code !== 0) {
      throw new Error(
        `${program} ${args[0]} failed (exit ${code}): ${stderr
          .trim()
          .split('\n')
          .slice(-8)
          .join('\n')}`,
      );
    }
    return { stdout: Buffer.concat(out).toString(), stderr };
  } finally {
    options.signal?.removeEventListener('abort', end);
  }
}
