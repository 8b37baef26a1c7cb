// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Job } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aPodSpec } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { runningJobs } from './runningJobs';

const job = (status: Job['status'], name = 'import', owner?: string): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {
    name,
    namespace: 'shop',
    ownerReferences: owner
      ? [
          {
            apiVersion: 'batch/v1',
            kind: 'CronJob',
            name: owner,
            uid: 'c',
            controller: true,
          },
        ]
      : undefined,
  },
  spec: { template: { spec: aPodSpec() } },
  status,
});

holds(runningJobs, [
  [
    'warns of a job at work',
    { jobs: [job({ active: 1 })] },
    ['warning Job shop/import'],
    ['Job import: 1 active pod'],
  ],
  ['passes over one that has ended', { jobs: [job({ succeeded: 1 })] }, []],
  ['passes over one that has not begun', { jobs: [job(undefined)] }, []],
  [
    'speaks once of a schedule',
    {
      jobs: [
        job({ active: 1 }, 'r-1', 'report'),
        job({ active: 1 }, 'r-2', 'report'),
      ],
    },
    ['warning CronJob shop/report'],
    ['Job r-1: 1 active pod; Job r-2: 1 active pod'],
  ],
]);
