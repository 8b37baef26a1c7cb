// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

/**
 * The product's process as plain JavaScript, as a package is published: what is measured is the
 * product and not the TypeScript loader of development. Only this workspace's own packages are
 * bundled; the others are required as they are installed.
 */
export async function builtProduct(): Promise<{
  file: string;
  remove(): Promise<void>;
}> {
  const home = path.dirname(require.resolve('@internal/bench/package.json'));
  const folder = await mkdtemp(path.join(home, '.cache-product-'));
  const file = path.join(folder, 'product.cjs');
  await build({
    entryPoints: [path.join(home, 'src/product/process.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    logLevel: 'error',
    plugins: [
      {
        name: 'only-own-packages',
        setup(building) {
          building.onResolve({ filter: /^[^./]/ }, ({ path: wanted, kind }) =>
            kind === 'entry-point' || wanted.startsWith('@eks-auto-mode/')
              ? undefined
              : { path: wanted, external: true },
          );
        },
      },
    ],
  });
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
