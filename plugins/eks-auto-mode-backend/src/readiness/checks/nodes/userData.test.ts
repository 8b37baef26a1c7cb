// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { GROUP_ARN, OWN_ARN, ownGroup, template } from '../../testing/groups';
import { holds } from '../../testing/holds';
import { userData } from './userData';

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
    'passes on a group of its own that only joins',
    ownGroup({ userData: '#!/bin/bash\n/etc/eks/bootstrap.sh shop' }),
    [],
  ],
]);
