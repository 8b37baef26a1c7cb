// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aContainer, aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { ingressNginx } from './ingressNginx';

const image = (text: string) => ({
  deployments: [
    aDeployment('web', { spec: { containers: [aContainer({ image: text })] } })
      .deployment,
  ],
});

holds(ingressNginx, [
  [
    'warns of its controller',
    image('registry.k8s.io/ingress-nginx/controller:v1.12.0@sha256:abc'),
    ['warning Deployment shop/web'],
    [
      'container app: image registry.k8s.io/ingress-nginx/controller:v1.12.0@sha256:abc',
    ],
  ],
  ['passes over plain nginx', image('nginx:1.27'), []],
  [
    'passes over the other nginx controller',
    image('nginx/nginx-ingress:4.0'),
    [],
  ],
]);
