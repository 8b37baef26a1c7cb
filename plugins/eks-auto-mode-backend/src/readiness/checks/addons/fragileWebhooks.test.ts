// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  InventoryParts,
  Pod,
  Service,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aDeployment, aNode } from '../../testing/objects';
import { holds, type Case } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { fragileWebhooks } from './fragileWebhooks';

const behind =
  (
    replicas: number,
    failurePolicy?: 'Fail' | 'Ignore',
    nodeLabels = {},
  ): ((healthy: InventoryParts) => Partial<InventoryParts>) =>
  () => {
    const { pods } = aDeployment('policy', { replicas, nodeNames: ['n'] });
    return {
      pods,
      nodes: [aNode('n', 'a', { labels: nodeLabels })],
      services: [
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'policy', namespace: 'shop' },
          spec: { selector: { app: 'policy' } },
        },
      ],
      webhookConfigurations: [
        {
          apiVersion: 'admissionregistration.k8s.io/v1',
          kind: 'ValidatingWebhookConfiguration',
          metadata: { name: 'policy' },
          webhooks: [
            {
              name: 'a.b.c',
              failurePolicy,
              clientConfig: { service: { namespace: 'shop', name: 'policy' } },
            },
          ],
        },
      ],
    };
  };
const found = ['warning ValidatingWebhookConfiguration policy'];

/** Ways in which a pod is none that the Service reaches. */
const UNSEEN: ((pod: Pod) => Pod)[] = [
  pod => ({ ...pod, metadata: { ...pod.metadata, namespace: 'other' } }),
  pod => ({ ...pod, metadata: { ...pod.metadata, labels: { app: 'x' } } }),
  pod => ({ ...pod, metadata: { ...pod.metadata, labels: undefined } }),
  pod => ({ ...pod, status: { ...pod.status, phase: 'Succeeded' } }),
  pod => ({ ...pod, status: { phase: 'Running' } }),
];
const spoilt =
  (change: (parts: InventoryParts) => Partial<InventoryParts>): Change =>
  healthy => {
    const parts = { ...healthy, ...behind(6, 'Fail')(healthy) };
    return { ...parts, ...change(parts) };
  };
const service = (
  name: string,
  selector: Record<string, string> | undefined,
  namespace = 'shop',
): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { selector },
});

holds(fragileWebhooks, [
  [
    'warns where one pod stands behind it',
    behind(1, 'Fail'),
    found,
    [
      '1 webhook with failurePolicy Fail and at most one Ready pod behind: a.b.c (shop/policy)',
    ],
  ],
  [
    'takes Fail for the default',
    behind(1),
    found,
    [
      '1 webhook with failurePolicy Fail and at most one Ready pod behind: a.b.c (shop/policy)',
    ],
  ],
  [
    'warns where none does',
    behind(0, 'Fail'),
    found,
    [
      '1 webhook with failurePolicy Fail and at most one Ready pod behind: a.b.c (shop/policy)',
    ],
  ],
  ['passes where two do', behind(2, 'Fail'), []],
  ['passes where it may fail', behind(1, 'Ignore'), []],
  [
    'passes where its pod is on an Auto node already',
    behind(1, 'Fail', { 'eks.amazonaws.com/compute-type': 'auto' }),
    [],
  ],
  [
    'counts Ready pods of the Service only',
    spoilt(({ pods: [own, ...others] }) => ({
      pods: [own, ...others.map((pod, index) => UNSEEN[index](pod))],
    })),
    found,
  ],
  [
    'asks for all labels of the selector',
    spoilt(({ pods }) => ({
      pods: pods.slice(0, 2).map((pod, index) => ({
        ...pod,
        metadata: {
          ...pod.metadata,
          labels: { app: 'policy', ...(index === 0 ? { tier: 'a' } : {}) },
        },
      })),
      services: [service('policy', { app: 'policy', tier: 'a' })],
    })),
    found,
  ],
  [
    'takes the Service of that name and namespace',
    spoilt(({ pods }) => ({
      pods: pods.slice(0, 1),
      services: [
        service('other', { app: 'other' }),
        service('policy', { app: 'policy' }, 'other'),
        service('policy', { app: 'policy' }),
      ],
    })),
    found,
  ],
  ...[undefined, {}].map(
    (selector): Case => [
      `cannot tell what stands behind the selector ${JSON.stringify(selector)}`,
      spoilt(() => ({ pods: [], services: [service('policy', selector)] })),
      [],
    ],
  ),
  [
    'cannot tell where the Service is not there',
    spoilt(() => ({ pods: [], services: [] })),
    [],
  ],
  [
    'passes over webhooks outside of the cluster, and configurations without any',
    spoilt(({ webhookConfigurations: [one] }) => ({
      pods: [],
      webhookConfigurations: [
        { ...one, webhooks: undefined },
        {
          ...one,
          webhooks: [
            {
              name: 'a.b.c',
              failurePolicy: 'Fail',
              clientConfig: { url: 'https://x' },
            },
            { name: 'd.e.f', failurePolicy: 'Fail' },
          ],
        },
      ],
    })),
    [],
  ],
]);
