// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readFleet } from './fleet/parse';
import { startSandbox } from './start';

const USAGE =
  'main.ts [--port 7008] [--host 127.0.0.1] --data DIR [--fleet FILE] [--pace 0.05] [--reset]';

// The sandbox is run from its sources only.
// eslint-disable-next-line no-restricted-syntax
const DEFAULT_FLEET = join(__dirname, '..', 'fleet', 'default.yaml');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '7008' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string' },
      fleet: { type: 'string' },
      pace: { type: 'string', default: '0.05' },
      reset: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  const pace = Number(values.pace);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port: ${values.port}; ${USAGE}`);
  if (!(pace > 0)) throw new Error(`--pace: ${values.pace}; ${USAGE}`);
  const fleet = await readFleet(
    values.fleet ? resolve(values.fleet) : DEFAULT_FLEET,
  );
  const sandbox = await startSandbox({
    fleet,
    data: values.data && resolve(values.data),
    reset: values.reset,
    host: values.host,
    port,
    pace,
  });
  process.stdout.write(
    `${JSON.stringify({ url: sandbox.url, fleet: fleet.name })}\n`,
  );
  const stop = () => {
    sandbox.close().then(
      () => process.exit(0),
      error => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch(error => {
  process.stderr.write(
    `${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
});
