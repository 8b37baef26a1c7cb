// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PodSpec } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aContainer, aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { hostAccess } from './hostAccess';

const found = ['warning Deployment shop/web'];
const web = (spec: Partial<PodSpec>) => ({
  deployments: [aDeployment('web', { spec }).deployment],
});
const adding = (...add: string[]) =>
  web({
    containers: [aContainer({ securityContext: { capabilities: { add } } })],
  });

holds(hostAccess, [
  ['warns of hostNetwork', web({ hostNetwork: true }), found, ['hostNetwork']],
  ['warns of hostPID', web({ hostPID: true }), found, ['hostPID']],
  ['warns of hostIPC', web({ hostIPC: true }), found, ['hostIPC']],
  [
    'warns of a hostPort',
    web({
      containers: [
        aContainer({ ports: [{ containerPort: 80, hostPort: 80 }] }),
      ],
    }),
    found,
    ['container app: hostPort 80'],
  ],
  [
    'warns of a privileged container',
    web({
      containers: [aContainer({ securityContext: { privileged: true } })],
    }),
    found,
    ['container app: privileged'],
  ],
  [
    'warns of a privileged init container',
    web({
      initContainers: [aContainer({ securityContext: { privileged: true } })],
    }),
    found,
    ['container app: privileged'],
  ],
  [
    'warns of SYS_ADMIN',
    adding('CAP_SYS_ADMIN'),
    found,
    ['container app: capability SYS_ADMIN'],
  ],
  [
    'warns of NET_ADMIN',
    adding('NET_ADMIN'),
    found,
    ['container app: capability NET_ADMIN'],
  ],
  ['passes on other capabilities', adding('NET_BIND_SERVICE'), []],
  [
    'passes on ports of the pod',
    web({ containers: [aContainer({ ports: [{ containerPort: 80 }] })] }),
    [],
  ],
]);
