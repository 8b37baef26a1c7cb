// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Service } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { holds } from '../../testing/holds';
import { services } from './services';

const service = (spec: Service['spec']) => ({
  services: [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'shop' },
      spec,
    },
  ],
});
const found = ['warning Service shop/web'];

holds(services, [
  [
    'warns of one without a class',
    service({ type: 'LoadBalancer' }),
    found,
    ['class none, hostname none yet'],
  ],
  [
    'warns of one of the AWS Load Balancer Controller',
    service({ type: 'LoadBalancer', loadBalancerClass: 'service.k8s.aws/nlb' }),
    found,
    ['class service.k8s.aws/nlb, hostname none yet'],
  ],
  [
    'passes on one of Auto Mode',
    service({
      type: 'LoadBalancer',
      loadBalancerClass: 'eks.amazonaws.com/nlb',
    }),
    [],
  ],
  ['passes on other types', service({ type: 'NodePort' }), []],
]);
