// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import { zones } from './claims';
import type { Instance } from './nodes';
import type { Sizing } from './sizing';

export const groupNames = ['general-a', 'general-b'] as const;

/** The instances of both groups, spread over the zones; the same input gives the same instances. */
export function groupInstances(sizing: Sizing): Instance[] {
  return (sizing.groups ?? groupNames).flatMap((nodegroup, group) =>
    Array.from({ length: sizing.nodesPerGroup }, (_, index) => {
      const digest = createHash('sha256')
        .update(`${nodegroup}/${index}`)
        .digest('hex');
      const third = 10 * (group + 1) + (index % zones.length);
      return {
        instanceId: `i-0${digest.slice(0, 16)}`,
        instanceType: sizing.shape.type,
        availabilityZone: zones[index % zones.length],
        privateDnsName: `ip-10-0-${third}-${
          10 + Math.floor(index / zones.length)
        }.ec2.internal`,
        capacityType: 'on-demand' as const,
        vcpus: sizing.shape.vcpus,
        memoryMiB: sizing.shape.memoryMiB,
        architecture: 'amd64' as const,
        labels: {},
        taints: [],
        nodegroup,
      };
    }),
  );
}
