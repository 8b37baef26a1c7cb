// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// Writes the reports of the public API from what `tsc` left in dist-types; with `--ci` fails where
// one of them differs.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { status } = spawnSync(
  path.join(root, 'node_modules/.bin/backstage-repo-tools'),
  [
    'api-reports',
    ...process.argv.slice(2),
    ...['--include', 'plugins/*'],
    ...['--allow-warnings', 'plugins/*'],
    '-o',
    'ae-wrong-input-file-type,ae-undocumented,ae-forgotten-export,ae-missing-release-tag',
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
