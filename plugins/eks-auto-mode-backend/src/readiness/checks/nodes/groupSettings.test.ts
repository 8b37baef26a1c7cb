// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AutoScalingGroup } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { healthyParts } from '../../testing/inventory';
import { holds } from '../../testing/holds';
import type { Change } from '../../testing/says';
import { groupSettings } from './groupSettings';

const [healthy] = healthyParts().autoScalingGroups;
const found = [`warning ${healthy.arn}`];
const with_ =
  (change: Partial<AutoScalingGroup>): Change =>
  () => ({ autoScalingGroups: [{ ...healthy, ...change }] });
const self = {
  arn: 'arn:self',
  name: 'self',
  tags: { 'kubernetes.io/cluster/shop': 'owned' },
};

holds(groupSettings, [
  [
    'warns of suspended processes',
    with_({ suspendedProcesses: ['AZRebalance'] }),
    found,
    ['suspended processes AZRebalance'],
  ],
  [
    'warns of a hook',
    with_({ lifecycleHooks: ['drain'] }),
    found,
    ['lifecycle hooks drain'],
  ],
  [
    'warns of a schedule',
    with_({ scheduledActions: ['night'] }),
    found,
    ['scheduled actions night'],
  ],
  [
    'warns of a policy',
    with_({ scalingPolicies: ['cpu'] }),
    found,
    ['scaling policies cpu'],
  ],
  [
    'warns of topics that hear of launches and terminations',
    with_({ notifications: ['arn:aws:sns:us-east-1:111122223333:nodes'] }),
    found,
    ['notifications to arn:aws:sns:us-east-1:111122223333:nodes'],
  ],
  [
    'warns of protected instances',
    with_({
      instances: [
        { id: 'i-0a', lifecycleState: 'InService', protectedFromScaleIn: true },
      ],
    }),
    found,
    ['1 instance protected from scale-in'],
  ],
  [
    'passes over what EKS sets on managed groups',
    with_({
      lifecycleHooks: ['Launch-LC-Hook', 'Terminate-LC-Hook'],
      mixedInstances: true,
    }),
    [],
  ],
  [
    'warns of a mixed policy on another group',
    with_({ ...self, mixedInstances: true }),
    ['warning arn:self'],
    ['a mixed instances policy'],
  ],
  [
    'warns of a policy on a group whose nodes joined, whatever its tags',
    with_({ ...self, tags: {}, scalingPolicies: ['cpu'] }),
    ['warning arn:self'],
    ['scaling policies cpu'],
  ],
  [
    'warns of a hook of the same name as EKS’ on another group',
    with_({ ...self, tags: {}, lifecycleHooks: ['Launch-LC-Hook'] }),
    ['warning arn:self'],
    ['lifecycle hooks Launch-LC-Hook'],
  ],
  [
    'passes over what EKS sets on a managed group that could not be described',
    with_({
      ...self,
      tags: { 'eks:nodegroup-name': 'other' },
      lifecycleHooks: ['Launch-LC-Hook'],
      mixedInstances: true,
    }),
    [],
  ],
]);
