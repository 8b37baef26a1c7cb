// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// Writes everything that is generated from the product's own declarations. `--check` writes nothing
// and fails where a file is stale.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './parts/exec.mjs';

const scripts = path.dirname(fileURLToPath(import.meta.url));
const generators = ['deploy.mjs', 'check-docs.mjs', 'connection-test-docs.mjs'];

let code = 0;
for (const generator of generators) {
  const file = path.join(scripts, generator);
  if (!fs.existsSync(file)) throw new Error(`${generator} is missing`);
  code = Math.max(
    code,
    await run(process.execPath, [file, ...process.argv.slice(2)]),
  );
}
process.exit(code);
