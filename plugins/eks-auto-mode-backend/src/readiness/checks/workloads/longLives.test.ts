// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Job } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  aDaemonSet,
  aDeployment,
  aPod,
  aPodSpec,
  anAutoPool,
} from '../../testing/objects';
import { holds } from '../../testing/holds';
import { together } from '../../testing/groups';
import type { Change } from '../../testing/says';
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

const batchOnly = { nodeSelector: { team: 'batch' } };
/** A pool of Auto Mode with a label and a period of its own. */
const batchPool = (terminationGracePeriod?: string): Change => ({
  nodePools: [
    anAutoPool('batch', {
      labels: { team: 'batch' },
      spec: terminationGracePeriod ? { terminationGracePeriod } : {},
    }),
  ],
});

const OLD = '2026-11-18T06:00:00Z';

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
      'terminationGracePeriodSeconds = 86401, longer than the 24h of pool migrated-general',
    ],
  ],
  [
    'passes at a day',
    web({ spec: { terminationGracePeriodSeconds: 86400 } }),
    [],
  ],
  [
    'warns of a grace period longer than that of the pool in which its pods will run',
    together(
      web({ spec: { ...batchOnly, terminationGracePeriodSeconds: 5401 } }),
      batchPool('1h30m'),
    ),
    ['warning Deployment shop/web'],
    [
      'terminationGracePeriodSeconds = 5401, longer than the 1h30m of pool batch',
    ],
  ],
  [
    'passes where that pool gives them as long',
    together(
      web({ spec: { ...batchOnly, terminationGracePeriodSeconds: 5400 } }),
      batchPool('1h30m'),
    ),
    [],
  ],
  [
    'passes over the pool of others',
    together(
      web({ spec: { terminationGracePeriodSeconds: 5401 } }),
      batchPool('1h30m'),
    ),
    [],
  ],
  [
    'goes by a day where a pool says nothing',
    together(
      web({ spec: { ...batchOnly, terminationGracePeriodSeconds: 86401 } }),
      batchPool(),
    ),
    ['warning Deployment shop/web'],
    [
      'terminationGracePeriodSeconds = 86401, longer than the 24h of pool batch',
    ],
  ],
  [
    'goes by a day where no pool takes it',
    web({ spec: { ...batchOnly, terminationGracePeriodSeconds: 86401 } }),
    ['warning Deployment shop/web'],
    ['terminationGracePeriodSeconds = 86401, longer than the 24h of a pool'],
  ],
  [
    'warns of a job that runs for days',
    job('2026-11-18T06:00:00Z'),
    ['warning Job shop/train'],
    ['a job has been at work for 3 days'],
  ],
  ['passes on one of today', job('2026-11-21T01:00:00Z'), []],
  [
    'warns at two days exactly',
    job('2026-11-19T06:00:00Z'),
    ['warning Job shop/train'],
  ],
  ['passes a second before', job('2026-11-19T06:00:01Z'), []],
  [
    'passes over a job that has ended, that has no pod at work, or that never began',
    {
      jobs: [
        { active: 1, startTime: OLD, completionTime: '2026-11-19T00:00:00Z' },
        { startTime: OLD },
        { active: 0, startTime: OLD },
        { active: 1 },
        undefined,
      ].map((status, index) => ({
        ...job(OLD).jobs[0],
        metadata: { name: `train-${index}`, namespace: 'shop' },
        status,
      })),
    },
    [],
  ],
  [
    'warns of the job that a schedule has begun',
    {
      jobs: [
        {
          ...job(OLD).jobs[0],
          metadata: {
            name: 'report-1',
            namespace: 'shop',
            uid: 'job-report-1',
            ownerReferences: [
              {
                apiVersion: 'batch/v1',
                kind: 'CronJob',
                name: 'report',
                uid: 'c',
                controller: true,
              },
            ],
          },
        },
      ],
      pods: [
        aPod('report-1-x', {
          metadata: {
            name: 'report-1-x',
            namespace: 'shop',
            ownerReferences: [
              {
                apiVersion: 'example.org/v1',
                kind: 'Other',
                name: 'x',
                uid: 'o',
              },
              {
                apiVersion: 'batch/v1',
                kind: 'Job',
                name: 'report-1',
                uid: 'job-report-1',
                controller: true,
              },
            ],
          },
        }),
      ],
    },
    ['warning CronJob shop/report'],
    ['a job has been at work for 3 days'],
  ],
  [
    'passes over another kind by the name of the job',
    {
      ...job(OLD),
      jobs: [
        { ...job(OLD).jobs[0], metadata: { name: 'web', namespace: 'shop' } },
      ],
      ...web({}),
    },
    ['warning Job shop/web'],
  ],
  [
    'passes over DaemonSets, and over what keeps off Auto nodes',
    {
      daemonSets: [
        aDaemonSet('agent', {
          annotations: { 'karpenter.sh/do-not-disrupt': 'true' },
        }).daemonSet,
      ],
      ...web({
        annotations: { 'karpenter.sh/do-not-disrupt': 'true' },
        spec: { nodeSelector: { 'eks.amazonaws.com/compute-type': 'hybrid' } },
      }),
    },
    [],
  ],
  [
    'warns where only a pod asks',
    {
      ...web({}),
      replicaSets: [aDeployment('web').replicaSet],
      pods: [
        aDeployment('web', {
          replicas: 1,
          annotations: { 'karpenter.sh/do-not-disrupt': 'true' },
        }).pods[0],
        aDeployment('web', { replicas: 2 }).pods[1],
      ],
    },
    ['warning Deployment shop/web'],
  ],
]);
