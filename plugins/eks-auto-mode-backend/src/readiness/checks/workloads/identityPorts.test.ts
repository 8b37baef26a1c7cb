// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Container,
  PodSpec,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { holds } from '../../testing/holds';
import { aContainer, aDeployment } from '../../testing/objects';
import { identityPorts } from './identityPorts';

const web = (ports: Container['ports'], spec: Partial<PodSpec> = {}) => ({
  deployments: [
    aDeployment('web', {
      spec: { containers: [aContainer({ ports })], ...spec },
    }).deployment,
  ],
});
const found = ['warning Deployment shop/web'];

holds(identityPorts, [
  [
    'warns of port 80 of the host',
    web([{ containerPort: 8080, hostPort: 80 }]),
    found,
    ['ports of the host: 80 (container app)'],
  ],
  [
    'warns of port 2703 in the network of the host',
    web([{ containerPort: 2703 }], { hostNetwork: true }),
    found,
    ['ports of the host: 2703 (container app)'],
  ],
  ['passes on port 80 of the pod', web([{ containerPort: 80 }]), []],
  [
    'passes on other ports of the host',
    web([{ containerPort: 80, hostPort: 8080 }]),
    [],
  ],
  [
    'passes where it keeps off Auto nodes',
    web([{ containerPort: 80, hostPort: 80 }], {
      nodeSelector: { 'eks.amazonaws.com/compute-type': 'hybrid' },
    }),
    [],
  ],
]);
