// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const CFN_LINT = '1.58.0';
/** Go programs by name: small ones, so that they are built in a minute. */
const GO = {
  hclfmt: 'github.com/hashicorp/hcl/v2/cmd/hclfmt@v2.24.0',
  hcl2json: 'github.com/tmccombs/hcl2json@v0.6.7',
  actionlint: 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.7',
};

/**
 * What deploy/ is checked with, in a folder of its own; undefined where the package indices of Python
 * or Go cannot be reached.
 */
export function deployTools() {
  const cache = path.join(
    process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'),
    'eks-auto-mode',
  );
  const python = path.join(cache, `cfn-lint-${CFN_LINT}`);
  const go = path.join(
    cache,
    `go-${Object.values(GO)
      .map(module => module.split('@')[1])
      .join('-')}`,
  );
  const complete = folder => path.join(folder, '.complete');
  const obtain = (folder, steps) => {
    if (fs.existsSync(complete(folder))) return true;
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    for (const [command, args, env] of steps) {
      const { status } = spawnSync(command, args, {
        cwd: folder,
        stdio: ['ignore', 2, 2],
        env: { ...process.env, ...env },
      });
      if (status !== 0) return false;
    }
    fs.writeFileSync(complete(folder), '');
    return true;
  };
  const obtained =
    obtain(python, [
      ['python3', ['-m', 'venv', python]],
      [
        path.join(python, 'bin/pip'),
        [
          'install',
          '--quiet',
          '--disable-pip-version-check',
          `cfn-lint==${CFN_LINT}`,
        ],
      ],
    ]) &&
    obtain(
      go,
      Object.values(GO).map(module => [
        'go',
        ['install', module],
        { GOBIN: go, GOFLAGS: '-mod=mod' },
      ]),
    );
  return obtained
    ? {
        'cfn-lint': path.join(python, 'bin/cfn-lint'),
        ...Object.fromEntries(
          Object.keys(GO).map(name => [name, path.join(go, name)]),
        ),
      }
    : undefined;
}
