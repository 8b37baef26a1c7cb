// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { ec2Arn } from '../../readiness/arns';
import { stepOf } from '../change';
import type { Situation } from '../situation';

/** Tags by which load balancers find their subnets: public or private by route table. */
export function subnetTags({ parts }: Situation): PlanStep[] {
  const { cluster } = parts;
  const untagged = parts.subnets
    .filter(({ id }) => cluster.network.subnetIds.includes(id))
    .map(subnet => ({
      subnet,
      key: subnet.public
        ? 'kubernetes.io/role/elb'
        : 'kubernetes.io/role/internal-elb',
    }))
    // Another value than 1 or empty was set by somebody, who may mean it: that is a finding, not ours.
    .filter(({ subnet, key }) => !(key in subnet.tags))
    .sort((a, b) => (a.subnet.id < b.subnet.id ? -1 : 1));
  if (untagged.length === 0) {
    return [];
  }
  return [
    stepOf({
      kind: 'subnet-tags',
      title: 'Tag the subnets for load balancers',
      changes: untagged.map(({ subnet, key }) => ({
        api: 'ec2:CreateTags',
        target: subnet.id,
        summary: `Tag ${subnet.public ? 'public' : 'private'} subnet ${
          subnet.id
        } ${key}=1`,
        before: null,
        after: { [key]: '1' },
        request: { Resources: [subnet.id], Tags: [{ Key: key, Value: '1' }] },
      })),
      iam: [
        ...['ec2:CreateTags', 'ec2:DeleteTags'].map(action => ({
          action,
          resources: untagged.map(({ subnet }) =>
            ec2Arn(cluster, 'subnet', subnet.id),
          ),
        })),
        { action: 'ec2:DescribeTags', resources: ['*'] },
      ],
      kubernetes: [],
      undo: {
        possible: true,
        how: 'The tags that it made are deleted, where they still have its value.',
      },
      predicted: { minSeconds: 2, maxSeconds: 30 },
    }),
  ];
}
