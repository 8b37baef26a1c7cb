// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Instance } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  group,
  GROUP_ARN,
  OWN_ARN,
  ownGroup,
  together,
} from '../../testing/groups';
import { holds } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { capacityType } from './capacityType';

const INSTANCE_ARN = 'arn:aws:ec2:us-east-1:111122223333:instance/i-0d';

/** Adds such instances to the healthy ones. */
const instances =
  (...changes: Partial<Instance>[]): Change =>
  healthy => ({
    instances: [
      ...healthy.instances,
      ...changes.map(change => ({
        id: 'i-0d',
        type: 'm6i.large',
        state: 'running',
        securityGroupIds: [],
        tags: {},
        managedByAuto: false,
        ...change,
      })),
    ],
  });
const inGroup = (...ids: string[]) => ({
  instances: ids.map(id => ({
    id,
    lifecycleState: 'InService',
    protectedFromScaleIn: false,
  })),
});
const own = [`warning ${OWN_ARN}`];
const single = [`warning ${INSTANCE_ARN}`];

holds(capacityType, [
  [
    'warns of Spot',
    group({ capacityType: 'SPOT' }),
    [`warning ${GROUP_ARN}`],
    ['capacityType = SPOT'],
  ],
  [
    'warns of a capacity block',
    group({ capacityType: 'CAPACITY_BLOCK' }),
    [`warning ${GROUP_ARN}`],
    ['capacityType = CAPACITY_BLOCK'],
  ],
  [
    'warns of a launch configuration with a price for Spot',
    ownGroup({ configuration: true, marketType: 'spot' }),
    own,
    ['launch configuration: SpotPrice is set'],
  ],
  [
    'warns of a launch template of Spot',
    ownGroup({ marketType: 'spot' }),
    own,
    ['launch template: MarketType = spot'],
  ],
  [
    'warns of a launch template of a capacity block',
    ownGroup({ marketType: 'capacity-block' }),
    own,
    ['launch template: MarketType = capacity-block'],
  ],
  [
    'warns of a mixed instances policy that leaves some to Spot',
    ownGroup({}, { onDemand: { base: 1, percentAbove: 25 } }),
    own,
    ['mixed instances policy: 25 % on demand above the first 1'],
  ],
  [
    'passes on a mixed instances policy that is on demand wholly',
    ownGroup({}, { onDemand: { base: 0, percentAbove: 100 } }),
    [],
  ],
  [
    'warns of instances on Spot, whatever their group launches today',
    together(
      ownGroup({}, inGroup('i-0d', 'i-0e', 'i-0f')),
      instances(
        { lifecycle: 'spot' },
        { id: 'i-0e', lifecycle: 'spot' },
        { id: 'i-0f' },
      ),
    ),
    own,
    ['lifecycle = spot of 2 instances'],
  ],
  [
    'says all that it knows of a group once',
    together(
      ownGroup({ marketType: 'capacity-block' }, inGroup('i-0d')),
      instances({ lifecycle: 'spot' }),
    ),
    own,
    [
      'launch template: MarketType = capacity-block; lifecycle = spot of 1 instance',
    ],
  ],
  [
    'passes on a group of its own on demand',
    together(ownGroup({}, inGroup('i-0d')), instances({})),
    [],
  ],
  [
    'does not take instances of others for those of a group',
    together(ownGroup({}), instances({ lifecycle: 'spot' })),
    single,
  ],
  [
    'warns of an instance without a group on Spot',
    instances({ lifecycle: 'spot' }),
    single,
    ['lifecycle = spot of 1 instance'],
  ],
  [
    'warns of an instance without a group in a capacity block',
    instances({ lifecycle: 'capacity-block' }),
    single,
    ['lifecycle = capacity-block of 1 instance'],
  ],
  [
    'passes over instances of Auto Mode',
    instances({ lifecycle: 'spot', managedByAuto: true }),
    [],
  ],
  [
    'passes over instances of a Karpenter, old or new',
    instances(
      { lifecycle: 'spot', tags: { 'karpenter.sh/nodepool': 'default' } },
      {
        id: 'i-0e',
        lifecycle: 'spot',
        tags: { 'karpenter.sh/provisioner-name': 'default' },
      },
    ),
    [],
  ],
  [
    'counts instances of a managed group by what EKS says of it',
    healthy => ({
      instances: healthy.instances.map(one => ({ ...one, lifecycle: 'spot' })),
    }),
    [],
  ],
]);

it.each<[string, Change, string, RegExp, boolean]>([
  [
    'Spot',
    group({ capacityType: 'SPOT' }),
    'plan',
    /group general uses Spot capacity and needs/,
    false,
  ],
  [
    'a capacity block',
    group({ capacityType: 'CAPACITY_BLOCK' }),
    'platform',
    /group general uses a capacity block and needs/,
    false,
  ],
  [
    'a group that the plan does not move',
    ownGroup({ marketType: 'spot' }),
    'platform',
    /group workers uses Spot capacity and needs/,
    true,
  ],
  [
    'a group of both',
    together(
      ownGroup({ marketType: 'capacity-block' }, inGroup('i-0d')),
      instances({ lifecycle: 'spot' }),
    ),
    'platform',
    /uses Spot capacity and a capacity block and needs/,
    true,
  ],
  [
    'an instance without a group',
    instances({ lifecycle: 'spot' }),
    'platform',
    /instance i-0d uses Spot capacity and needs/,
    true,
  ],
])(
  'NG-10 of %s says who makes its pool',
  (_words, change, resolvedBy, message, ownRemedy) => {
    const [finding] = findingsOf(capacityType, change);
    expect(finding.resolvedBy).toBe(resolvedBy);
    expect(finding.message).toMatch(message);
    expect(finding.remedy !== undefined).toBe(ownRemedy);
  },
);
