// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Markers } from '../secrets/markers';
import {
  account,
  backupRoleOf,
  bucketFaults,
  bucketOf,
  bucketRegions,
  portalKeyId,
  region,
  roles,
} from './accounts';

/** Who the tests are to the product. */
export const subject = 'bad-input';

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

export type Database =
  | { client: 'better-sqlite3'; connection: { directory: string } }
  | { client: 'pg'; connection: string; prefix: string };

export function portalConfig(options: {
  port: number;
  token: string;
  database: Database;
  catalogFile: string;
  markers: Markers;
}) {
  const baseUrl = `http://127.0.0.1:${options.port}`;
  const environment = (
    name: string,
    at: string,
    bucket: string,
    backupRole = roles.backup,
  ) => ({
    name,
    accounts: [
      {
        accountId: account,
        regions: [at],
        roles: { ...roles, backup: backupRole },
        externalId: options.markers.externalId,
      },
    ],
    backup: { bucket },
    gates: { soak: { seconds: 0 } },
  });
  const keys = {
    accessKeyId: portalKeyId,
    secretAccessKey: options.markers.awsSecretKey,
  };
  return {
    app: { title: 'Bad input', baseUrl, packages: 'all' },
    organization: { name: 'Example' },
    backend: {
      baseUrl,
      listen: { host: '127.0.0.1', port: options.port },
      database: options.database,
      csp: { 'connect-src': ["'self'", 'http:', 'https:'] },
      auth: {
        externalAccess: [
          { type: 'static', options: { token: options.token, subject } },
        ],
      },
    },
    auth: {
      environment: 'development',
      providers: { guest: { userEntityRef: 'user:default/guest' } },
    },
    permission: { enabled: true },
    aws: { mainAccount: keys, accounts: [{ accountId: account, ...keys }] },
    catalog: {
      rules: [{ allow: ['Resource', 'Group', 'User'] }],
      locations: [{ type: 'file', target: options.catalogFile }],
      processingInterval: { minutes: 5 },
    },
    eksAutoMode: {
      guestsMayAct: true,
      environments: [
        environment('home', region, 'bad-input-backups'),
        ...bucketFaults.map(fault =>
          environment(
            `bucket-${fault}`,
            bucketRegions[fault],
            bucketOf(fault),
            backupRoleOf(fault),
          ),
        ),
      ],
      externalCallers: [{ subject, acts }],
    },
  };
}
