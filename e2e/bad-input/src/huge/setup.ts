// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import path from 'node:path';
import { root } from '../world/place';
import { start } from '../world/setup';
import { hugeCatalog, hugeFleet } from './fleet';

/** The one cluster of this suite, in a world of its own: it would hold up all others. */
export default async function setup(): Promise<void> {
  await start({
    fleet: hugeFleet,
    catalog: hugeCatalog,
    watch: {
      module: path.join(root, 'e2e/bad-input/src/huge/watch.ts'),
      file: 'watch.ndjson',
    },
  });
}
