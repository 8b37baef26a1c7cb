// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { UsageError, type Bench } from './bench';
import { drain } from './drain/bench';
import { page } from './page/bench';
import { portal } from './portal/bench';
import { scan } from './scan/bench';

const benches: Record<string, Bench> = { drain, page, portal, scan };

const started = Date.now();

function progress(line: string): void {
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`${seconds}s ${line}\n`);
}

async function main([name = '', ...args]: string[]): Promise<number> {
  const aborting = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => aborting.abort(new Error(`ended by ${signal}`)));
  }
  const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (!bench) {
    process.stderr.write(
      `usage: npm run bench -- ${Object.keys(benches).join(' | ')} [options]\n`,
    );
    return 2;
  }
  try {
    const document = await bench.run(args, {
      progress,
      signal: aborting.signal,
    });
    const text = `${JSON.stringify(document, undefined, 2)}\n`;
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(text, error => (error ? reject(error) : resolve()));
    });
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(
        `${error.message}\nusage: npm run bench -- ${bench.usage}\n`,
      );
      return 2;
    }
    const reason = aborting.signal.aborted ? aborting.signal.reason : error;
    process.stderr.write(
      `The measurement failed: ${
        reason instanceof Error ? reason.stack : String(reason)
      }\n`,
    );
    return 1;
  }
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
