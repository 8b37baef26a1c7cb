// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  CronJob,
  Job,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  aDaemonSet,
  aDeployment,
  aPod,
  aPodSpec,
  aStatefulSet,
} from '../../testing/objects';
import { holds, mends } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
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

const ASKS = { 'karpenter.sh/do-not-disrupt': 'true' };
const nightly: CronJob = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'nightly', namespace: 'shop', uid: 'cron-nightly' },
  spec: {
    schedule: '0 0 * * *',
    jobTemplate: {
      spec: { template: { metadata: { annotations: ASKS }, spec: aPodSpec() } },
    },
  },
};
/** The job of the schedule's last start, still at work. */
const ofNightly: Job = {
  ...job,
  metadata: {
    ...job.metadata,
    ownerReferences: [
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        name: 'nightly',
        uid: 'cron-nightly',
        controller: true,
      },
    ],
  },
};
const ledger = (
  type: 'RollingUpdate' | 'OnDelete' | undefined,
  podAnnotations: Record<string, string> = ASKS,
) => {
  const { statefulSet, pods } = aStatefulSet('ledger', {
    annotations: ASKS,
    replicas: 1,
  });
  return {
    statefulSets: [
      {
        ...statefulSet,
        spec: {
          ...statefulSet.spec,
          ...(type ? { updateStrategy: { type } } : {}),
        },
      },
    ],
    pods: pods.map(
      (pod): Pod => ({
        ...pod,
        metadata: { ...pod.metadata, annotations: podAnnotations },
      }),
    ),
  };
};
const agents = (type: 'RollingUpdate' | 'OnDelete') => {
  const { daemonSet, pods } = aDaemonSet('agents', {
    annotations: ASKS,
    nodeNames: ['ip-10-0-1-10.ec2.internal'],
  });
  return {
    daemonSets: [
      { ...daemonSet, spec: { ...daemonSet.spec, updateStrategy: { type } } },
    ],
    pods: pods.map(
      (pod): Pod => ({
        ...pod,
        metadata: { ...pod.metadata, name: 'agents-0', annotations: ASKS },
      }),
    ),
  };
};
const OF_TEMPLATE = [
  '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
  'apiVersion: apps/v1',
  'kind: StatefulSet',
  'metadata:',
  '  name: ledger',
  '  namespace: shop',
  'spec:',
  '  template:',
  '    metadata:',
  '      annotations:',
  '        karpenter.sh/do-not-disrupt: null',
];

mends(disruptionAnnotations, [
  [
    'asks in a schedule whose job is at work: its pods keep what they were made with',
    {
      cronJobs: [nightly],
      jobs: [ofNightly],
      pods: [
        jobPod({
          ...ASKS,
          'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
        }),
        jobPod({}, 'train-1'),
      ],
    },
    [
      `kubectl --namespace=shop patch cronjob.batch/nightly --type=merge '--patch={"spec":{"jobTemplate":{"spec":{"template":{"metadata":{"annotations":{"karpenter.sh/do-not-disrupt":null}}}}}}}'`,
      `kubectl --namespace=shop patch pod/train-0 --type=merge '--patch={"metadata":{"annotations":{"karpenter.sh/do-not-disrupt":null,"cluster-autoscaler.kubernetes.io/safe-to-evict":null}}}'`,
    ],
  ],
  [
    'asks in a set whose pods only a person replaces',
    ledger('OnDelete'),
    [
      `kubectl --namespace=shop patch statefulset.apps/ledger --type=merge '--patch={"spec":{"template":{"metadata":{"annotations":{"karpenter.sh/do-not-disrupt":null}}}}}'`,
      `kubectl --namespace=shop patch pod/ledger-0 --type=merge '--patch={"metadata":{"annotations":{"karpenter.sh/do-not-disrupt":null}}}'`,
    ],
  ],
  [
    'asks in a set whose pods only a person replaces, and who did',
    ledger('OnDelete', {}),
    OF_TEMPLATE,
  ],
  [
    'asks in a set that replaces its pods',
    ledger('RollingUpdate'),
    OF_TEMPLATE,
  ],
  [
    'asks on every node, where only a person replaces the pods',
    agents('OnDelete'),
    [
      `kubectl --namespace=shop patch daemonset.apps/agents --type=merge '--patch={"spec":{"template":{"metadata":{"annotations":{"karpenter.sh/do-not-disrupt":null}}}}}'`,
      `kubectl --namespace=shop patch pod/agents-0 --type=merge '--patch={"metadata":{"annotations":{"karpenter.sh/do-not-disrupt":null}}}'`,
    ],
  ],
  [
    'asks on every node, where pods are replaced',
    agents('RollingUpdate'),
    OF_TEMPLATE.map(line =>
      line.replace('StatefulSet', 'DaemonSet').replace('ledger', 'agents'),
    ),
  ],
  [
    'asks on a pod of a set whose template does not',
    () => {
      const { statefulSets, pods } = ledger('RollingUpdate');
      const [set] = statefulSets;
      return {
        statefulSets: [
          {
            ...set,
            spec: { ...set.spec, template: { spec: aPodSpec() } },
          },
        ],
        pods,
      };
    },
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: v1',
      'kind: Pod',
      'metadata:',
      '  name: ledger-0',
      '  namespace: shop',
      '  annotations:',
      '    karpenter.sh/do-not-disrupt: null',
    ],
  ],
  ['asks in a set of which nothing is said', ledger(undefined), OF_TEMPLATE],
]);

it('shows no patch for a job that has no pod yet: its template never changes', () => {
  expect(
    findingsOf(disruptionAnnotations, { jobs: [job] })[0].patch,
  ).toBeUndefined();
});
