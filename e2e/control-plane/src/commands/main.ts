// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs/promises';
import path from 'node:path';
import { buildBinaries } from '../cluster/binaries';
import { Command, parseCommand, usage, UsageError } from './args';
import { assess } from './assess';
import { migrate } from './migrate';

const started = Date.now();

function progress(line: string): void {
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`${seconds}s ${line}\n`);
}

/** npm and the bootstrap change the folder; the caller's is what DIR and FILE are relative to. */
const from = (name: string) =>
  path.resolve(process.env.INIT_CWD ?? process.cwd(), name);

async function perform(command: Command, signal: AbortSignal): Promise<void> {
  const binaries = await buildBinaries(progress, signal);
  const document =
    command.type === 'build'
      ? { schema: 'control-plane/v1', command: 'build', binaries }
      : await (async () => {
          const folder = from(command.folder);
          const options = { progress, signal, binaries };
          return command.type === 'assess'
            ? assess({ ...command, folder }, options)
            : migrate({ ...command, folder }, options);
        })();
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  if (command.type !== 'build' && command.out) {
    await fs.writeFile(from(command.out), text);
  }
  await new Promise<void>((resolve, reject) =>
    process.stdout.write(text, error => (error ? reject(error) : resolve())),
  );
}

async function main(args: string[]): Promise<number> {
  const aborting = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => aborting.abort(new Error(`ended by ${name}`)));
  }
  try {
    const command = parseCommand(args);
    if (command.type !== 'build') {
      const { timeout } = command;
      timer = setTimeout(
        () =>
          aborting.abort(
            new Error(`not done within ${timeout / 1000} seconds`),
          ),
        timeout,
      );
    }
    await perform(command, aborting.signal);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n${usage}`);
      return 2;
    }
    const reason = aborting.signal.aborted ? aborting.signal.reason : error;
    process.stderr.write(
      `The harness failed: ${
        reason instanceof Error ? reason.stack : reason
      }\n`,
    );
    return 1;
  } finally {
    clearTimeout(timer);
  }
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    process.stderr.write(`${error}\n`);
    process.exit(1);
  },
);
