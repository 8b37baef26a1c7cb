// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aContainer, aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { loadBalancerController } from './loadBalancerController';

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
]);
