// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aBudget } from '../../testing/objects';
import { holds, mends } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { unhealthyPods } from './unhealthyPods';

const found = ['warning Deployment shop/checkout'];
const with_ =
  (
    policy: 'IfHealthyBudget' | 'AlwaysAllow',
    status: Pod['status'],
    metadata: Partial<Pod['metadata']> = {},
  ): Change =>
  ({ pods }) => {
    const broken = pods.findIndex(
      pod => pod.metadata.labels?.app === 'checkout',
    );
    return {
      podDisruptionBudgets: [
        aBudget('checkout', {
          spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: policy },
        }),
      ],
      pods: pods.map((pod, index) =>
        index === broken
          ? { ...pod, status, metadata: { ...pod.metadata, ...metadata } }
          : pod,
      ),
    };
  };
const crashing: Pod['status'] = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'False' }],
};

holds(unhealthyPods, [
  [
    'warns of a pod that crashes',
    with_('IfHealthyBudget', crashing),
    found,
    [
      'PodDisruptionBudget shop/checkout, unhealthyPodEvictionPolicy IfHealthyBudget; 1 pod not Ready: checkout-5d4f-0',
    ],
  ],
  [
    'warns of a pod that waits for a node',
    with_('IfHealthyBudget', { phase: 'Pending' }),
    found,
    [
      'PodDisruptionBudget shop/checkout, unhealthyPodEvictionPolicy IfHealthyBudget; 1 pod not Ready: checkout-5d4f-0',
    ],
  ],
  [
    'passes where broken pods may always go',
    with_('AlwaysAllow', crashing),
    [],
  ],
  [
    'passes over one that is going',
    with_('IfHealthyBudget', crashing, {
      deletionTimestamp: '2026-11-21T05:59:00Z',
    }),
    [],
  ],
  [
    'passes over one that has finished',
    with_('IfHealthyBudget', { phase: 'Failed' }),
    [],
  ],
]);

mends(unhealthyPods, [
  [
    'warns of a pod that crashes',
    with_('IfHealthyBudget', crashing),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: policy/v1',
      'kind: PodDisruptionBudget',
      'metadata:',
      '  name: checkout',
      '  namespace: shop',
      'spec:',
      '  unhealthyPodEvictionPolicy: AlwaysAllow',
    ],
  ],
]);
