// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aNode } from '../../testing/objects';
import { group, GROUP_ARN } from '../../testing/groups';
import { holds } from '../../testing/holds';
import { windows } from './windows';

const node = aNode('win', 'a', { labels: { 'kubernetes.io/os': 'windows' } });

holds(windows, [
  [
    'blocks on a group',
    group({ amiType: 'WINDOWS_CORE_2022_x86_64' }),
    [`blocker ${GROUP_ARN}`],
    ['amiType = WINDOWS_CORE_2022_x86_64'],
  ],
  [
    'blocks on a node of no such group',
    { nodes: [node] },
    ['blocker Node win'],
    ['label kubernetes.io/os = windows'],
  ],
  [
    'speaks of the group rather than of its nodes',
    healthy => ({
      nodegroups: healthy.nodegroups.map(one => ({
        ...one,
        amiType: 'WINDOWS_CORE_2022_x86_64',
      })),
      nodes: [node],
    }),
    [`blocker ${GROUP_ARN}`],
    ['amiType = WINDOWS_CORE_2022_x86_64'],
  ],
]);
