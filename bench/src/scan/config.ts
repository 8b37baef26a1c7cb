// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Fleet } from '@internal/sandbox';
import { accessKeyOf, REGION, secretOf } from './fleet';

/** Who looks at the portal meanwhile. */
const SUBJECT = 'bench';

/** The app configuration of a portal over the whole fleet; everything else is as it comes. */
export function portalConfig(
  fleet: Fleet,
  place: { port: number; database: object; token: string },
) {
  const baseUrl = `http://127.0.0.1:${place.port}`;
  return {
    app: { baseUrl },
    backend: {
      baseUrl,
      listen: { host: '127.0.0.1', port: place.port },
      database: place.database,
      auth: {
        externalAccess: [
          {
            type: 'static',
            options: { token: place.token, subject: SUBJECT },
          },
        ],
      },
    },
    aws: {
      accounts: fleet.accounts.map(account => ({
        accountId: account.id,
        accessKeyId: accessKeyOf(account.id),
        secretAccessKey: secretOf(account.id),
      })),
    },
    eksAutoMode: {
      externalCallers: [{ subject: SUBJECT, acts: ['read'] }],
      environments: [
        {
          name: 'bench',
          accounts: fleet.accounts.map(account => ({
            accountId: account.id,
            regions: [REGION],
            roles: {
              assess: 'eks-auto-mode-assess',
              migrate: 'eks-auto-mode-migrate',
            },
          })),
        },
      ],
    },
  };
}
