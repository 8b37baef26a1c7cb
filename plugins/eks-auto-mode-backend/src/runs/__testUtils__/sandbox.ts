// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';

export interface RunningSandbox {
  url: string;
  /** One line of its ledger each, in order. */
  ledger(): Promise<LedgerLine[]>;
  normalForm(): Promise<unknown>;
  stop(): Promise<void>;
}

export interface LedgerLine {
  sequence: number;
  object: string;
  field: string;
  before: unknown;
  after: unknown;
  by: string;
  via: string;
}

const root = resolve(__dirname, '../../../../../packages/sandbox');

/** Starts a sandbox as a process of its own on a free port, with the fleet of one small cluster. */
export async function spawnSandbox(
  fleet = 'one',
  pace = 0.01,
): Promise<RunningSandbox> {
  const child = spawn(
    process.execPath,
    [
      resolve(root, 'bin/sandbox.mjs'),
      '--port',
      '0',
      '--fleet',
      resolve(root, `fleet/${fleet}.yaml`),
      '--pace',
      String(pace),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env } },
  );
  let noise = '';
  child.stderr.on('data', chunk => {
    noise = `${noise}${chunk}`.slice(-4000);
  });
  const ended = new Promise<void>(done => child.once('exit', () => done()));
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((found, failed) => {
    lines.once('line', line => found(String(JSON.parse(line).url)));
    child.once('exit', code =>
      failed(new Error(`The sandbox ended with ${code}: ${noise}`)),
    );
  });
  const get = async (path: string) =>
    (await fetch(`${url}/_sandbox/${path}`)).json();
  return {
    url,
    ledger: async () => {
      const all: LedgerLine[] = [];
      let after = 0;
      for (;;) {
        const page = await get(`ledger?after=${after}&limit=1000`);
        const { entries }: { entries: LedgerLine[] } = page;
        all.push(...entries);
        if (entries.length === 0) return all;
        after = entries[entries.length - 1].sequence;
      }
    },
    normalForm: () => get('snapshot?cluster=one'),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
