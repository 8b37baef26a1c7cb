// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { z } from 'zod';
import type { AutoOptions } from './auto/autoMode';
import type { KubeObject } from './model';
import type { Store } from './store';
import { apiVersionOf } from './resources';
import type { Certificates } from './tls';

/** What survives a restart, as plain JSON. */
export interface Snapshot {
  version: number;
  tables: { apiVersion: string; kind: string; objects: KubeObject[] }[];
  certificates: Certificates;
  section: unknown;
  autoMode?: AutoOptions;
  /** Auto Scaling group by node. */
  groups: [string, string][];
  port: number;
}

const pair = z.object({ cert: z.string(), key: z.string() });

const schema = z.object({
  version: z.number(),
  tables: z.array(
    z.object({
      apiVersion: z.string(),
      kind: z.string(),
      objects: z.array(
        z.looseObject({
          apiVersion: z.string(),
          kind: z.string(),
          metadata: z.looseObject({ name: z.string() }),
        }),
      ),
    }),
  ),
  certificates: z.object({ ca: pair, server: pair }),
  section: z.unknown(),
  autoMode: z
    .object({
      nodePools: z.array(z.enum(['general-purpose', 'system'])),
      nodeRoleName: z.string(),
      subnetIds: z.array(z.string()),
      securityGroupIds: z.array(z.string()),
      zones: z.array(z.string()),
    })
    .optional(),
  groups: z.array(z.tuple([z.string(), z.string()])),
  port: z.number(),
});

export function takeSnapshot(
  store: Store,
  rest: Omit<Snapshot, 'version' | 'tables'>,
): Snapshot {
  const tables = [...store.tables()]
    .filter(table => table.objects.size)
    // Definitions first: what they define is unknown before.
    .sort(
      (a, b) =>
        Number(b.resource.kind === 'CustomResourceDefinition') -
        Number(a.resource.kind === 'CustomResourceDefinition'),
    )
    .map(table => ({
      apiVersion: apiVersionOf(table.resource),
      kind: table.resource.kind,
      objects: [...table.objects.values()],
    }));
  return { version: store.version, tables, ...rest };
}

export function readSnapshot(given: unknown): Snapshot {
  return schema.parse(given);
}
