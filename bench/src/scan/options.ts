// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseArgs } from 'node:util';
import { UsageError } from '../bench';

export interface ScanOptions {
  clusters: number[];
  podsPerCluster: number;
  /** Runs the product's TypeScript through the development loader instead of building it. */
  loader: boolean;
  /** The old space of the product's heap in MB; 0 for Node's own choice. */
  heapMb: number;
  /** A PostgreSQL server; a database of its own is made there. SQLite otherwise. */
  postgres?: string;
  /** Where a CPU profile of the product is written. */
  profile?: string;
  /** Leaves logs and database where they are, and says where. */
  keep: boolean;
}

export const usage =
  'scan [--clusters 30,300] [--pods 200] [--heap 512] [--postgres postgresql://user@host:port/postgres] [--loader] [--profile DIR] [--keep]    (3,000 clusters: --clusters 30,300,3000)';

export function parseOptions(args: string[]): ScanOptions {
  let values: {
    clusters: string;
    pods: string;
    loader: boolean;
    heap: string;
    postgres?: string;
    profile?: string;
    keep: boolean;
  };
  try {
    ({ values } = parseArgs({
      args,
      options: {
        clusters: { type: 'string', default: '30,300' },
        pods: { type: 'string', default: '200' },
        loader: { type: 'boolean', default: false },
        heap: { type: 'string', default: '512' },
        postgres: { type: 'string' },
        profile: { type: 'string' },
        keep: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? error.message : String(error),
    );
  }
  const clusters = values.clusters.split(',').map(Number);
  const podsPerCluster = Number(values.pods);
  if (!clusters.every(n => Number.isInteger(n) && n >= 1 && n <= 3000))
    throw new UsageError(`--clusters ${values.clusters}: 1 to 3000 each`);
  if (!Number.isInteger(podsPerCluster) || podsPerCluster < 50)
    throw new UsageError(`--pods ${values.pods}: 50 or more`);
  const heapMb = Number(values.heap);
  if (!Number.isInteger(heapMb) || heapMb < 0)
    throw new UsageError(`--heap ${values.heap}: megabytes, or 0`);
  const { loader, postgres, profile, keep } = values;
  return { clusters, podsPerCluster, loader, heapMb, postgres, profile, keep };
}
