// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
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
        securityGroupIds: [],
        blockDevices: [],
        ...change,
      },
    ],
  });
}
