// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { account, arnOf, bucket, region, roles } from './fleet';

/** Who the suite is to the product. */
export const subject = 'chaos';

/** How long one call may take; a lease is three of them, a takeover comes after four. */
export const callTimeoutMs = 2_500;

export interface ReplicaPlace {
  port: number;
  token: string;
  catalogFile: string;
  postgresUrl: string;
  databasePrefix: string;
}

/** @param session - names the replica's connections in PostgreSQL. */
export function replicaConfig(place: ReplicaPlace, session: string) {
  const baseUrl = `http://127.0.0.1:${place.port}`;
  return {
    app: { baseUrl: 'http://127.0.0.1:1' },
    backend: {
      baseUrl,
      listen: { host: '127.0.0.1', port: place.port },
      database: {
        client: 'pg',
        connection: `${place.postgresUrl}?application_name=${session}`,
        prefix: place.databasePrefix,
        knexConfig: { pool: { min: 0, max: 10 } },
      },
      auth: {
        externalAccess: [
          { type: 'static', options: { token: place.token, subject } },
        ],
      },
    },
    catalog: {
      rules: [{ allow: ['Resource', 'Group'] }],
      locations: [{ type: 'file', target: place.catalogFile }],
      processingInterval: { seconds: 60 },
    },
    eksAutoMode: {
      environments: [
        {
          name: 'chaos',
          accounts: [{ accountId: account, regions: [region], roles }],
          backup: { bucket },
          gates: { soak: { seconds: 1 } },
        },
      ],
      limits: { concurrency: 20, requestsPerSecond: 200 },
      runs: { callTimeout: { milliseconds: callTimeoutMs } },
      externalCallers: [
        {
          subject,
          acts: [
            'read',
            'assess',
            'backUp',
            'plan',
            'approve',
            'run',
            'undo',
            'retire',
          ],
        },
      ],
    },
  };
}

/** The catalog: the clusters, and the group that owns them. */
export function catalogEntities(clusters: string[]) {
  return [
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Group',
      metadata: { name: 'platform' },
      spec: { type: 'team', children: [] },
    },
    ...clusters.map(name => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: {
        name,
        annotations: {
          'amazonaws.com/arn': arnOf(name),
          'amazonaws.com/account-id': account,
        },
      },
      spec: { type: 'kubernetes-cluster', owner: 'group:default/platform' },
    })),
  ];
}
