// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AutoScalingGroup } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { GROUP_ARN } from '../../testing/groups';
import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { groupTargets } from './groupTargets';

const changed =
  (change: Partial<AutoScalingGroup>): Change =>
  ({ autoScalingGroups }) => ({
    autoScalingGroups: autoScalingGroups.map(one => ({ ...one, ...change })),
  });
const targets = { targetGroupArns: ['arn:tg'] };
const other = { name: 'self', arn: 'arn:self' };

holds(groupTargets, [
  [
    'blocks a managed group with targets',
    changed(targets),
    [`blocker ${GROUP_ARN}`],
    ['Auto Scaling group eks-general-1: arn:tg'],
  ],
  [
    'blocks one with a classic load balancer',
    changed({ loadBalancerNames: ['old'] }),
    [`blocker ${GROUP_ARN}`],
    ['Auto Scaling group eks-general-1: old'],
  ],
  [
    'blocks a group of the cluster’s own',
    changed({
      ...targets,
      ...other,
      tags: { 'kubernetes.io/cluster/shop': 'owned' },
    }),
    ['blocker arn:self'],
    ['Auto Scaling group self: arn:tg'],
  ],
  [
    'blocks one whose nodes joined, whatever its tags',
    changed({ ...targets, ...other, tags: {} }),
    ['blocker arn:self'],
    ['Auto Scaling group self: arn:tg'],
  ],
  ['passes over one without targets', changed({ ...other, tags: {} }), []],
]);
