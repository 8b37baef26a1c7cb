// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds, mends } from '../../testing/holds';
import { aDeployment } from '../../testing/objects';
import { autoscalerRemains } from './autoscalerRemains';

const account = (name: string, role?: string) => ({
  serviceAccounts: [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name,
        namespace: 'kube-system',
        ...(role
          ? { annotations: { 'eks.amazonaws.com/role-arn': role } }
          : {}),
      },
    },
  ],
});

holds(autoscalerRemains, [
  [
    'tells of an account that nothing runs under',
    account('cluster-autoscaler', 'arn:aws:iam::111122223333:role/ca'),
    ['info ServiceAccount kube-system/cluster-autoscaler'],
    [
      'eks.amazonaws.com/role-arn arn:aws:iam::111122223333:role/ca; no workload runs under it',
    ],
  ],
  ['passes over one without a role', account('karpenter'), []],
  [
    'passes over others',
    account('external-dns', 'arn:aws:iam::111122223333:role/dns'),
    [],
  ],
  [
    'passes while its autoscaler is there',
    {
      ...account('karpenter', 'arn:aws:iam::111122223333:role/karpenter'),
      deployments: [
        aDeployment('karpenter', {
          namespace: 'kube-system',
          spec: { serviceAccountName: 'karpenter' },
        }).deployment,
      ],
    },
    [],
  ],
]);

mends(autoscalerRemains, [
  [
    'tells of an account that nothing runs under',
    account('cluster-autoscaler', 'arn:aws:iam::111122223333:role/ca'),
    [
      'kubectl --namespace=kube-system delete serviceaccount cluster-autoscaler',
    ],
  ],
]);
