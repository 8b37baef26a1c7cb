// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aDeployment, aNode } from '../../testing/objects';
import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { fragileWebhooks } from './fragileWebhooks';

const behind =
  (
    replicas: number,
    failurePolicy?: 'Fail' | 'Ignore',
    nodeLabels = {},
  ): Change =>
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
]);
