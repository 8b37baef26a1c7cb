// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ResourceList } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aContainer, aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { tooLarge } from './tooLarge';

const found = ['blocker Deployment shop/web'];
const asking = (requests: ResourceList) => ({
  deployments: [
    aDeployment('web', {
      spec: { containers: [aContainer({ resources: { requests } })] },
    }).deployment,
  ],
});

holds(tooLarge, [
  [
    'blocks on more CPU than any node has',
    asking({ cpu: '500', memory: '1Gi' }),
    found,
    [
      'pool migrated-general: needs 500 cpu; the largest node it allows leaves 7910m',
    ],
  ],
  [
    'blocks on more memory than any node has',
    asking({ cpu: '1', memory: '30Ti' }),
    found,
    [
      'pool migrated-general: needs 30720Gi memory; the largest node it allows leaves 28745Mi',
    ],
  ],
  [
    'blocks on a GPU that no pool has',
    asking({ cpu: '1', memory: '1Gi', 'nvidia.com/gpu': '1' }),
    found,
    [
      'pool migrated-general: needs 1 nvidia.com/gpu; the largest node it allows leaves 0',
    ],
  ],
  ['passes on what fits', asking({ cpu: '1', memory: '2Gi' }), []],
]);
