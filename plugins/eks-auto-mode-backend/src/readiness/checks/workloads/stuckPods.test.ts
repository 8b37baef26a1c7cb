// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ObjectMeta } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { stuckPods } from './stuckPods';

const web = (metadata: Partial<ObjectMeta>) => {
  const { deployment, replicaSet, pods } = aDeployment('web', { replicas: 1 });
  return {
    deployments: [deployment],
    replicaSets: [replicaSet],
    pods: pods.map(pod => ({
      ...pod,
      metadata: { ...pod.metadata, ...metadata },
    })),
  };
};
const found = ['warning Deployment shop/web'];

holds(stuckPods, [
  [
    'warns of a finalizer',
    web({ finalizers: ['example.org/wait'] }),
    found,
    ['pod web-5d4f-0 (finalizers example.org/wait)'],
  ],
  [
    'passes over that of jobs',
    web({ finalizers: ['batch.kubernetes.io/job-tracking'] }),
    [],
  ],
  [
    'warns of one that should be gone for five minutes',
    web({ deletionTimestamp: '2026-11-21T05:54:59Z' }),
    found,
    ['pod web-5d4f-0 (Terminating since 2026-11-21T05:54:59Z)'],
  ],
  [
    'passes over one that is just going',
    web({ deletionTimestamp: '2026-11-21T05:55:01Z' }),
    [],
  ],
]);
