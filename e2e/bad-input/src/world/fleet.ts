// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { FleetInput } from '@internal/sandbox';
import type { Markers } from '../secrets/markers';
import {
  account,
  bucketOf,
  bucketRegions,
  otherAccount,
  outsider,
  portalKeyId,
  region,
  roles,
} from './accounts';
import { clusters } from './clusters';

type FleetVpc = NonNullable<FleetInput['accounts'][number]['vpcs']>[number];

function vpc(name: string, at: string, octet: number): FleetVpc {
  return {
    name,
    region: at,
    cidr: `10.${octet}.0.0/16`,
    subnets: ['a', 'b', 'c'].map((zone, index) => ({
      name: `private-${zone}`,
      zone,
      cidr: `10.${octet}.${32 * index}.0/19`,
      tags: { 'kubernetes.io/role/internal-elb': '1' },
    })),
  };
}

export function fleetOf(
  markers: Markers,
  all: ReturnType<typeof clusters> = clusters(markers),
): FleetInput {
  const everything = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
  const regions = Object.values(bucketRegions);
  return {
    name: 'bad-input',
    accounts: [
      {
        id: account,
        users: [
          {
            name: 'portal',
            accessKeyId: portalKeyId,
            secretAccessKey: markers.awsSecretKey,
            inline: { everything },
          },
          { name: 'outsider', ...outsider, inline: { everything } },
        ],
        roles: [
          ...[...Object.values(roles), 'backup-unencrypted'].map(name => ({
            name,
            trust: 'account' as const,
            inline: { everything },
          })),
          { name: 'cluster-creator', trust: 'account' },
          ...all.map(({ role }) => ({
            name: role,
            trust: 'eks' as const,
            policies: ['AmazonEKSClusterPolicy'],
          })),
          {
            name: 'node',
            trust: 'ec2',
            policies: [
              'AmazonEKSWorkerNodePolicy',
              'AmazonEKS_CNI_Policy',
              'AmazonEC2ContainerRegistryReadOnly',
            ],
          },
        ],
        vpcs: [
          vpc('main', region, 0),
          ...regions.map((at, index) => vpc(`main-${at}`, at, index + 1)),
        ],
        buckets: [
          { name: 'bad-input-backups', region },
          {
            name: bucketOf('public'),
            region: bucketRegions.public,
            publicAccessBlocked: false,
          },
          {
            name: bucketOf('unencrypted'),
            region: bucketRegions.unencrypted,
          },
        ],
        clusters: all,
      },
      {
        id: otherAccount,
        buckets: [{ name: bucketOf('foreign'), region: bucketRegions.foreign }],
      },
    ],
  };
}
