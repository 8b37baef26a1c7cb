// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { WebhookConfiguration } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aContainer, aDeployment } from '../../testing/objects';
import { holds, type Case } from '../../testing/holds';
import { loadBalancerController } from './loadBalancerController';

const hooks = (
  name: string,
  webhooks?: WebhookConfiguration['webhooks'],
): WebhookConfiguration => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name },
  webhooks,
});
const byImage = (image: string) => ({
  deployments: [
    aDeployment('lbc', { spec: { containers: [aContainer({ image })] } })
      .deployment,
  ],
});

holds(loadBalancerController, [
  [
    'warns of one by image',
    {
      deployments: [
        aDeployment('lbc', {
          namespace: 'kube-system',
          spec: {
            containers: [
              aContainer({
                image:
                  'public.ecr.aws/eks/aws-load-balancer-controller:v2.13.0',
              }),
            ],
          },
        }).deployment,
      ],
    },
    ['warning Deployment kube-system/lbc'],
    ['version v2.13.0'],
  ],
  [
    'warns of one by name',
    {
      deployments: [
        aDeployment('aws-load-balancer-controller', {
          namespace: 'kube-system',
        }).deployment,
      ],
    },
    ['warning Deployment kube-system/aws-load-balancer-controller'],
    ['version unknown'],
  ],
  [
    'names its webhooks and no others',
    {
      deployments: [
        aDeployment('aws-load-balancer-controller', {
          namespace: 'kube-system',
        }).deployment,
      ],
      webhookConfigurations: [
        hooks('aws-load-balancer-webhook', [
          { name: 'other' },
          { name: 'a', clientConfig: { url: 'https://x' } },
          {
            name: 'b',
            clientConfig: {
              service: {
                namespace: 'kube-system',
                name: 'aws-load-balancer-webhook-service',
              },
            },
          },
        ]),
        hooks('policy', [
          {
            name: 'c',
            clientConfig: { service: { namespace: 'shop', name: 'policy' } },
          },
        ]),
        hooks('none'),
      ],
    },
    ['warning Deployment kube-system/aws-load-balancer-controller'],
    ['version unknown; webhooks aws-load-balancer-webhook'],
  ],
  ...['aws-load-balancer-controller', 'aws-alb-ingress-controller'].map(
    (image): Case => [
      `knows the image ${image} without a registry`,
      byImage(`${image}:v2.13.0`),
      ['warning Deployment shop/lbc'],
    ],
  ),
  ...[
    'my-aws-load-balancer-controller',
    'aws-load-balancer-controller-docs',
  ].map((image): Case => [`passes over ${image}`, byImage(`${image}:v1`), []]),
]);
