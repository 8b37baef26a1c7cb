// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { SecurityGroupPolicy } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aContainer, aDaemonSet } from '../../testing/objects';
import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { podSecurityGroups } from './podSecurityGroups';

const policy = (
  spec: SecurityGroupPolicy['spec'],
  namespace = 'shop',
): Change => ({
  securityGroupPolicies: [
    {
      apiVersion: 'vpcresources.k8s.aws/v1beta1',
      kind: 'SecurityGroupPolicy',
      metadata: { name: 'db-clients', namespace },
      spec,
    },
  ],
});

holds(podSecurityGroups, [
  [
    'blocks the workload that a policy selects',
    policy({ podSelector: { matchLabels: { app: 'checkout' } } }),
    ['blocker Deployment shop/checkout'],
    ['selected by SecurityGroupPolicy db-clients'],
  ],
  [
    'passes over another namespace',
    policy({ podSelector: { matchLabels: { app: 'checkout' } } }, 'other'),
    [],
  ],
  [
    'blocks what a selected service account runs',
    {
      ...policy({ serviceAccountSelector: { matchLabels: { db: 'yes' } } }),
      serviceAccounts: [
        {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: {
            name: 'default',
            namespace: 'shop',
            labels: { db: 'yes' },
          },
        },
      ],
    },
    ['blocker Deployment shop/catalog', 'blocker Deployment shop/checkout'],
    [
      'selected by SecurityGroupPolicy db-clients',
      'selected by SecurityGroupPolicy db-clients',
    ],
  ],
  [
    'blocks pods that carry an interface of their own',
    ({ pods }) => ({
      pods: pods.map(pod =>
        pod.metadata.labels?.app === 'catalog'
          ? {
              ...pod,
              metadata: {
                ...pod.metadata,
                annotations: { 'vpc.amazonaws.com/pod-eni': '[]' },
              },
            }
          : pod,
      ),
    }),
    ['blocker Deployment shop/catalog'],
    ['2 pods with the annotation vpc.amazonaws.com/pod-eni'],
  ],
  [
    'tells of a switch that nobody uses',
    {
      daemonSets: [
        aDaemonSet('aws-node', {
          namespace: 'kube-system',
          spec: {
            containers: [
              aContainer({ env: [{ name: 'ENABLE_POD_ENI', value: 'true' }] }),
            ],
          },
        }).daemonSet,
      ],
    },
    ['info DaemonSet kube-system/aws-node'],
    ['ENABLE_POD_ENI = true'],
  ],
]);
