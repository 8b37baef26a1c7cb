// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Job } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aDeployment, aPodSpec } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { longLives } from './longLives';

const web = (options: Parameters<typeof aDeployment>[1]) => ({
  deployments: [aDeployment('web', options).deployment],
});
const job = (startTime: string): { jobs: Job[] } => ({
  jobs: [
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'train', namespace: 'shop' },
      spec: { template: { spec: aPodSpec() } },
      status: { active: 1, startTime },
    },
  ],
});

holds(longLives, [
  [
    'warns of do-not-disrupt',
    web({ annotations: { 'karpenter.sh/do-not-disrupt': 'true' } }),
    ['warning Deployment shop/web'],
    ['karpenter.sh/do-not-disrupt: "true"'],
  ],
  [
    'warns of a grace period longer than a day',
    web({ spec: { terminationGracePeriodSeconds: 86401 } }),
    ['warning Deployment shop/web'],
    [
      'terminationGracePeriodSeconds = 86401, longer than the 24 hours of a pool',
    ],
  ],
  [
    'passes at a day',
    web({ spec: { terminationGracePeriodSeconds: 86400 } }),
    [],
  ],
  [
    'warns of a job that runs for days',
    job('2026-11-18T06:00:00Z'),
    ['warning Job shop/train'],
    ['a job has been at work for 3 days'],
  ],
  ['passes on one of today', job('2026-11-21T01:00:00Z'), []],
]);
