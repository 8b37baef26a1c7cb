// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parseArgs } from 'node:util';
import { UsageError } from '../bench';

export interface PortalOptions {
  clusters: number;
  /** Requests a route. */
  requests: number;
  /** A PostgreSQL server to measure on as well; databases of its own are made there. */
  postgres?: string;
}

export const usage =
  'portal [--clusters 1000] [--requests 100] [--postgres postgresql://user@host:port/postgres]';

export function parseOptions(args: string[]): PortalOptions {
  let values: { clusters: string; requests: string; postgres?: string };
  try {
    ({ values } = parseArgs({
      args,
      options: {
        clusters: { type: 'string', default: '1000' },
        requests: { type: 'string', default: '100' },
        postgres: { type: 'string' },
      },
    }));
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? error.message : String(error),
    );
  }
  const clusters = Number(values.clusters);
  const requests = Number(values.requests);
  if (!Number.isInteger(clusters) || clusters < 1)
    throw new UsageError(`--clusters ${values.clusters}: 1 or more`);
  if (!Number.isInteger(requests) || requests < 20)
    throw new UsageError(`--requests ${values.requests}: 20 or more`);
  return { clusters, requests, postgres: values.postgres };
}
