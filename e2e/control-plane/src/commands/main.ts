// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { buildBinaries } from '../cluster/binaries';
import { Command, parseCommand, usage, UsageError } from './args';

const started = Date.now();

function progress(line: string): void {
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`${seconds}s ${line}\n`);
}

async function perform(command: Command, signal: AbortSignal): Promise<void> {
  if (command.type !== 'build') {
    throw new UsageError(`${command.type} is not part of this version yet`);
  }
  const binaries = await buildBinaries(progress, signal);
  const document = { schema: 'control-plane/v1', command: 'build', binaries };
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
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
