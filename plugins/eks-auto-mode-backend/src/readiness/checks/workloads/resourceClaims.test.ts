// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PodSpec } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { holds } from '../../testing/holds';
import { aDaemonSet, aDeployment } from '../../testing/objects';
import { resourceClaims } from './resourceClaims';

const claims: Partial<PodSpec> = { resourceClaims: [{ name: 'gpu' }] };

holds(resourceClaims, [
  [
    'blocks a workload with a claim',
    { deployments: [aDeployment('train', { spec: claims }).deployment] },
    ['blocker Deployment shop/train'],
    ['resourceClaims gpu'],
  ],
  [
    'passes where it keeps off Auto nodes',
    {
      deployments: [
        aDeployment('train', {
          spec: {
            ...claims,
            nodeSelector: { 'eks.amazonaws.com/compute-type': 'hybrid' },
          },
        }).deployment,
      ],
    },
    [],
  ],
  [
    'passes over DaemonSets, for which no node is launched anyhow',
    { daemonSets: [aDaemonSet('driver', { spec: claims }).daemonSet] },
    [],
  ],
]);
