// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// Writes docs/checks/ from the catalogue of checks. `--check` writes nothing and fails where a page
// is stale.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(path.join(root, 'package.json'));
require('@backstage/cli/config/nodeTransform.cjs');
const readiness = path.join(
  root,
  'plugins/eks-auto-mode-backend/src/readiness',
);
const { catalogue } = require(path.join(readiness, 'catalogue.ts'));
const { checkPages } = require(path.join(readiness, 'docs.ts'));

const folder = path.join(root, 'docs/checks');
const pages = checkPages(catalogue);
fs.mkdirSync(folder, { recursive: true });

const present = new Map(
  fs
    .readdirSync(folder)
    .map(name => [name, fs.readFileSync(path.join(folder, name), 'utf8')]),
);
const stale = [...pages.keys(), ...present.keys()].filter(
  name => pages.get(name) !== present.get(name),
);
if (stale.length > 0 && process.argv.includes('--check')) {
  console.error(
    `docs/checks is stale (${[...new Set(stale)].join(
      ', ',
    )}): run yarn docs:checks`,
  );
  process.exit(1);
}
for (const name of new Set(stale)) {
  const file = path.join(folder, name);
  if (pages.has(name)) fs.writeFileSync(file, pages.get(name));
  else fs.rmSync(file);
}
