// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aContainer, aDeployment } from '../../testing/objects';
import { group, GROUP_ARN, OWN_ARN, ownGroup } from '../../testing/groups';
import { holds, type Case } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
import { accelerators } from './accelerators';

const train = {
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
};

holds(accelerators, [
  [
    'warns of a GPU group',
    group({ instanceTypes: ['g5.xlarge'] }),
    [`warning ${GROUP_ARN}`],
    ['instance types g5.xlarge'],
  ],
  [
    'warns of a Neuron group',
    group({ instanceTypes: ['inf2.xlarge'] }),
    [`warning ${GROUP_ARN}`],
    ['instance types inf2.xlarge'],
  ],
  [
    'warns of a GPU group of its own',
    ownGroup({ instanceType: 'p4d.24xlarge' }),
    [`warning ${OWN_ARN}`],
    ['instance types p4d.24xlarge'],
  ],
  [
    'passes on a plain group of its own',
    ownGroup({ instanceType: 'm5.large', configuration: true }),
    [],
  ],
  [
    'warns of a workload that asks for one',
    train,
    ['warning Deployment shop/train'],
    ['container app: nvidia.com/gpu 1'],
  ],
  ...['gr6.4xlarge', 'trn1.2xlarge', 'dl1.24xlarge'].map(
    (type): Case => [
      `warns of ${type}`,
      group({ instanceTypes: [type] }),
      [`warning ${GROUP_ARN}`],
    ],
  ),
  [
    'passes on a family that only ends so',
    group({ instanceTypes: ['xg5.large'] }),
    [],
  ],
  [
    'passes on resources of others, and on none',
    {
      pods: [],
      deployments: [
        aDeployment('web', {
          spec: {
            containers: [
              aContainer({ resources: { limits: { 'my.nvidia.com/x': '1' } } }),
              aContainer({ resources: { requests: { cpu: '1' } } }),
              aContainer({ resources: undefined }),
            ],
          },
        }).deployment,
      ],
    },
    [],
  ],
]);

it('NG-12 is mended by who makes pools, for a workload too', () => {
  expect(findingsOf(accelerators, train)).toEqual([
    expect.objectContaining({ resolvedBy: 'platform' }),
  ]);
});
