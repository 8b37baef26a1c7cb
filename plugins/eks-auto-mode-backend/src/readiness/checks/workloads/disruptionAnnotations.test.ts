// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Job } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aDeployment, aPod, aPodSpec } from '../../testing/objects';
import { holds, mends } from '../../testing/holds';
import { disruptionAnnotations } from './disruptionAnnotations';

const web = (annotations: Record<string, string>) => ({
  deployments: [aDeployment('web', { annotations }).deployment],
});
const found = ['warning Deployment shop/web'];

const job: Job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'train', namespace: 'shop', uid: 'job-train' },
  spec: {
    template: {
      metadata: { annotations: { 'karpenter.sh/do-not-disrupt': 'true' } },
      spec: aPodSpec(),
    },
  },
  status: { active: 1 },
};
const jobPod = (annotations?: Record<string, string>, name = 'train-0') =>
  aPod(name, {
    metadata: {
      name,
      namespace: 'shop',
      annotations,
      ownerReferences: [
        {
          apiVersion: 'batch/v1',
          kind: 'Job',
          name: 'train',
          uid: 'job-train',
          controller: true,
        },
      ],
    },
  });

holds(disruptionAnnotations, [
  [
    'warns of Karpenter’s',
    web({ 'karpenter.sh/do-not-disrupt': 'true' }),
    found,
    ['karpenter.sh/do-not-disrupt: "true"'],
  ],
  [
    'warns of Cluster Autoscaler’s',
    web({ 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false' }),
    found,
    ['cluster-autoscaler.kubernetes.io/safe-to-evict: "false"'],
  ],
  [
    'passes where it is safe to evict',
    web({ 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true' }),
    [],
  ],
  [
    'passes over the template of a job at work whose pods do not ask',
    { jobs: [job], pods: [jobPod()] },
    [],
  ],
  [
    'warns of the pods of a job at work',
    { jobs: [job], pods: [jobPod({ 'karpenter.sh/do-not-disrupt': 'true' })] },
    ['warning Job shop/train'],
    ['karpenter.sh/do-not-disrupt: "true"'],
  ],
  [
    'goes by the template of a job that has no pod yet',
    { jobs: [job] },
    ['warning Job shop/train'],
  ],
]);

mends(disruptionAnnotations, [
  [
    'warns of Karpenter’s',
    web({ 'karpenter.sh/do-not-disrupt': 'true' }),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: web',
      '  namespace: shop',
      'spec:',
      '  template:',
      '    metadata:',
      '      annotations:',
      '        karpenter.sh/do-not-disrupt: null',
    ],
  ],
]);

mends(disruptionAnnotations, [
  [
    'asks on pods only',
    {
      jobs: [{ ...job, spec: { template: { spec: aPodSpec() } } }],
      pods: [
        jobPod({ 'karpenter.sh/do-not-disrupt': 'true' }),
        jobPod({}, 'train-1'),
      ],
    },
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: v1',
      'kind: Pod',
      'metadata:',
      '  name: train-0',
      '  namespace: shop',
      '  annotations:',
      '    karpenter.sh/do-not-disrupt: null',
    ],
  ],
]);
