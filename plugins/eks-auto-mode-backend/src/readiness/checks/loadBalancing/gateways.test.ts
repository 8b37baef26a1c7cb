// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { gateways } from './gateways';

const gateway = (controllerName: string, gatewayClassName = 'own') => ({
  gatewayClasses: [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'own' },
      spec: { controllerName },
    },
  ],
  gateways: [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { gatewayClassName },
    },
  ],
});

holds(gateways, [
  [
    'warns of one of the AWS Load Balancer Controller',
    gateway('gateway.k8s.aws/alb'),
    ['warning Gateway shop/web'],
    ['class own, controller gateway.k8s.aws/alb, address none yet'],
  ],
  ['passes over other controllers', gateway('istio.io/gateway-controller'), []],
  [
    'passes over a class that nobody defined',
    gateway('gateway.k8s.aws/nlb', 'other'),
    [],
  ],
]);
