// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  group,
  GROUP_ARN,
  OWN_ARN,
  ownGroup,
  template,
} from '../../testing/groups';
import { holds } from '../../testing/holds';
import { instanceTypes } from './instanceTypes';

const found = [`warning ${GROUP_ARN}`];

holds(instanceTypes, [
  [
    'warns of a small one',
    group({ instanceTypes: ['t3.small'] }),
    found,
    ['t3.small (too small)'],
  ],
  [
    'warns of one among others',
    group({ instanceTypes: ['m6i.large', 't2.micro'] }),
    found,
    ['t2.micro (too small)'],
  ],
  [
    'warns of a family that Auto Mode lacks',
    group({ instanceTypes: ['m3.large'] }),
    found,
    ['m3.large (family m3)'],
  ],
  [
    'warns of one vCPU',
    healthy => ({
      nodegroups: healthy.nodegroups.map(one => ({
        ...one,
        instanceTypes: ['c7g.medium'],
      })),
      instanceTypes: [
        {
          type: 'c7g.medium',
          vcpus: 1,
          memoryMiB: 2048,
          architectures: ['arm64'],
          gpus: 0,
        },
      ],
    }),
    found,
    ['c7g.medium (one vCPU)'],
  ],
  [
    'reads the template where the group has no list',
    template({ instanceType: 't3.nano' }, { instanceTypes: [] }),
    found,
    ['t3.nano (too small)'],
  ],
  [
    'warns of a group of its own',
    ownGroup({ instanceType: 't3.small' }),
    [`warning ${OWN_ARN}`],
    ['t3.small (too small)'],
  ],
  [
    'warns of one type among those of a mixed policy',
    ownGroup(
      { instanceType: 'm5.large' },
      { mixedInstances: true, instanceTypes: ['m5.large', 't2.small'] },
    ),
    [`warning ${OWN_ARN}`],
    ['t2.small (too small)'],
  ],
  [
    'passes on a launch configuration of what Auto Mode has',
    ownGroup({ instanceType: 'm5.large', configuration: true }),
    [],
  ],
  [
    'passes on what Auto Mode has',
    group({ instanceTypes: ['c7g.xlarge', 'r6i.2xlarge', 'g5.xlarge'] }),
    [],
  ],
]);
