// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LaunchTemplate } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  GROUP_ARN,
  OWN_ARN,
  ownGroup,
  template,
  together,
} from '../../testing/groups';
import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { userData } from './userData';

/** Gives the managed group's Auto Scaling group the template that EKS makes. */
const ofEks =
  (change: Partial<LaunchTemplate>): Change =>
  ({ autoScalingGroups, launchTemplates }) => ({
    autoScalingGroups: autoScalingGroups.map(one => ({
      ...one,
      launchTemplate: { id: 'lt-eks', version: '1' },
    })),
    launchTemplates: [
      ...launchTemplates,
      {
        id: 'lt-eks',
        version: '1',
        httpTokens: 'required',
        securityGroupIds: [],
        blockDevices: [],
        ...change,
      },
    ],
  });

holds(userData, [
  [
    'blocks on a script that does more',
    template({ userData: '#!/bin/bash\nyum install -y agent' }),
    [`blocker ${GROUP_ARN}`],
    [
      '1 line of user data beyond joining the cluster, first: yum install -y agent',
    ],
  ],
  [
    'passes on a script that only joins',
    template({ userData: '#!/bin/bash\n/etc/eks/bootstrap.sh shop' }),
    [],
  ],
  [
    'warns where IMDSv1 is allowed',
    template({ httpTokens: 'optional' }),
    [`warning ${GROUP_ARN}`],
    ['launch template: httpTokens = optional (IMDSv1 is allowed)'],
  ],
  [
    'warns of a hop limit of two',
    template({ httpTokens: 'required', httpPutResponseHopLimit: 2 }),
    [`warning ${GROUP_ARN}`],
    ['launch template: httpPutResponseHopLimit = 2'],
  ],
  [
    'passes on what Auto nodes have too',
    template({ httpTokens: 'required', httpPutResponseHopLimit: 1 }),
    [],
  ],
  [
    'blocks on the script of a group of its own',
    ownGroup({ userData: '#!/bin/bash\nyum install -y agent' }),
    [`blocker ${OWN_ARN}`],
    [
      '1 line of user data beyond joining the cluster, first: yum install -y agent',
    ],
  ],
  [
    'blocks on the script of a launch configuration',
    ownGroup({
      configuration: true,
      userData: '#!/bin/bash\nyum install -y agent',
    }),
    [`blocker ${OWN_ARN}`],
    [
      '1 line of user data beyond joining the cluster, first: yum install -y agent',
    ],
  ],
  [
    'warns of a launch configuration that leaves IMDSv1 on',
    ownGroup({ configuration: true, httpTokens: 'optional' }),
    [`warning ${OWN_ARN}`],
    ['launch configuration: httpTokens = optional (IMDSv1 is allowed)'],
  ],
  [
    'takes IMDSv1 for allowed where a launch template says nothing',
    template({ httpTokens: undefined }),
    [`warning ${GROUP_ARN}`],
    [
      'launch template: httpTokens is not set (IMDSv1 is allowed unless the image or the account forbids it)',
    ],
  ],
  [
    'takes IMDSv1 for allowed where a launch configuration says nothing',
    ownGroup({ configuration: true, httpTokens: undefined }),
    [`warning ${OWN_ARN}`],
    [
      'launch configuration: httpTokens is not set (IMDSv1 is allowed unless the image or the account forbids it)',
    ],
  ],
  [
    'warns of the template that EKS makes for a managed group without one',
    ofEks({ httpTokens: 'optional', httpPutResponseHopLimit: 2 }),
    [`warning ${GROUP_ARN}`],
    [
      'launch template: httpTokens = optional (IMDSv1 is allowed), httpPutResponseHopLimit = 2',
    ],
  ],
  [
    'passes over what the template of EKS runs to join',
    ofEks({ userData: '#!/bin/bash\nsomething of EKS' }),
    [],
  ],
  [
    'judges metadata by what EKS makes of a group’s own template',
    together(
      template({ httpTokens: undefined }),
      ofEks({ httpPutResponseHopLimit: 1 }),
    ),
    [],
  ],
  [
    'passes on a group of its own that only joins',
    ownGroup({ userData: '#!/bin/bash\n/etc/eks/bootstrap.sh shop' }),
    [],
  ],
]);
