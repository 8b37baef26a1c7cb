// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  account,
  bucket,
  clusterArn,
  clusterName,
  region,
  roles,
} from '../sandbox/fleet';

/** Who the harness is to the product: a service principal that may do everything, and is on its list. */
export const subject = 'control-plane-harness';

const acts = [
  'read',
  'assess',
  'backUp',
  'plan',
  'approve',
  'run',
  'undo',
  'retire',
  'except',
];

export function portalConfig(options: {
  port: number;
  token: string;
  databaseFolder: string;
  catalogFile: string;
  soakSeconds: number;
}) {
  const baseUrl = `http://127.0.0.1:${options.port}`;
  return {
    app: { baseUrl },
    backend: {
      baseUrl,
      listen: { host: '127.0.0.1', port: options.port },
      database: {
        client: 'better-sqlite3',
        connection: { directory: options.databaseFolder },
      },
      auth: {
        externalAccess: [
          { type: 'static', options: { token: options.token, subject } },
        ],
      },
    },
    catalog: {
      rules: [{ allow: ['Resource', 'Group', 'User'] }],
      locations: [{ type: 'file', target: options.catalogFile }],
      processingInterval: { seconds: 30 },
    },
    eksAutoMode: {
      environments: [
        {
          name: 'control-plane',
          accounts: [{ accountId: account, regions: [region], roles }],
          backup: { bucket },
          gates: { soak: { seconds: options.soakSeconds } },
        },
      ],
      externalCallers: [{ subject, acts }],
    },
  };
}

/** The catalog: one cluster, and the group that owns it. */
export const catalogEntities = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'platform' },
    spec: { type: 'team', children: [] },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: clusterName,
      annotations: {
        'amazonaws.com/arn': clusterArn,
        'amazonaws.com/account-id': account,
      },
    },
    spec: { type: 'kubernetes-cluster', owner: 'group:default/platform' },
  },
];
