// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aContainer, aDeployment } from '../../testing/objects';
import { group, GROUP_ARN } from '../../testing/groups';
import { holds } from '../../testing/holds';
import { accelerators } from './accelerators';

holds(accelerators, [
  [
    'warns of a GPU group',
    group({ instanceTypes: ['g5.xlarge'] }),
    [`warning ${GROUP_ARN}`],
  ],
  [
    'warns of a Neuron group',
    group({ instanceTypes: ['inf2.xlarge'] }),
    [`warning ${GROUP_ARN}`],
  ],
  [
    'warns of a workload that asks for one',
    {
      deployments: [
        aDeployment('train', {
          spec: {
            containers: [
              aContainer({ resources: { limits: { 'nvidia.com/gpu': '1' } } }),
            ],
          },
        }).deployment,
      ],
      pods: [],
    },
    ['warning Deployment shop/train'],
  ],
]);
