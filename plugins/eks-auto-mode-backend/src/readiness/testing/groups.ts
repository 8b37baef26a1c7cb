// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AutoScalingGroup,
  InventoryParts,
  LaunchTemplate,
  Nodegroup,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { Change } from './says';

/** The ARN of the healthy cluster's one managed group. */
export const GROUP_ARN =
  'arn:aws:eks:us-east-1:111122223333:nodegroup/shop/general/1';

/** Changes the healthy cluster's one managed group. */
export function group(change: Partial<Nodegroup>): Change {
  return (healthy: InventoryParts) => ({
    nodegroups: healthy.nodegroups.map(one => ({ ...one, ...change })),
  });
}

/** The ARN of an Auto Scaling group of somebody's own. */
export const OWN_ARN =
  'arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:2:autoScalingGroupName/workers';

/** Adds such a group, which launches from what is given. */
export function ownGroup(
  from: Partial<LaunchTemplate>,
  change: Partial<AutoScalingGroup> = {},
): Change {
  return (healthy: InventoryParts) => ({
    autoScalingGroups: [
      ...healthy.autoScalingGroups,
      {
        name: 'workers',
        arn: OWN_ARN,
        min: 1,
        max: 2,
        desired: 1,
        instances: [],
        suspendedProcesses: [],
        targetGroupArns: [],
        loadBalancerNames: [],
        tags: { 'kubernetes.io/cluster/shop': 'owned' },
        ...(from.configuration
          ? { launchConfiguration: 'workers-2021' }
          : { launchTemplate: { id: 'lt-2', version: '$Latest' } }),
        mixedInstances: false,
        subnetIds: [],
        lifecycleHooks: [],
        scalingPolicies: [],
        scheduledActions: [],
        notifications: [],
        ...change,
      },
    ],
    launchTemplates: [
      // Of the same name, and yet another.
      {
        id: 'lt-3',
        name: 'workers-2021',
        version: '1',
        securityGroupIds: [],
        blockDevices: [],
      },
      {
        ...(from.configuration
          ? { id: '', name: 'workers-2021', version: '' }
          : { id: 'lt-2', version: '7', alias: '$Latest' }),
        httpTokens: 'required',
        securityGroupIds: [],
        blockDevices: [],
        ...from,
      },
    ],
  });
}

/** Several changes at once. */
export function together(...changes: Change[]): Change {
  return (healthy: InventoryParts) =>
    changes.reduce<Partial<InventoryParts>>(
      (all, change) => ({
        ...all,
        ...(typeof change === 'function'
          ? change({ ...healthy, ...all })
          : change),
      }),
      {},
    );
}

/** Gives that group a launch template. */
export function template(
  change: Partial<LaunchTemplate>,
  groupChange: Partial<Nodegroup> = {},
): Change {
  return (healthy: InventoryParts) => ({
    nodegroups: healthy.nodegroups.map(one => ({
      ...one,
      launchTemplate: { id: 'lt-1', version: '3' },
      ...groupChange,
    })),
    launchTemplates: [
      { id: 'lt-1', version: '2', securityGroupIds: [], blockDevices: [] },
      {
        id: 'lt-1',
        version: '3',
        httpTokens: 'required',
        securityGroupIds: [],
        blockDevices: [],
        ...change,
      },
    ],
  });
}
