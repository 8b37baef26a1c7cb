// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { FleetInput } from '@internal/sandbox';
import { groupNames } from '../cluster/groups';
import type { Sizing } from '../cluster/sizing';

/** The AWS side: always the same but for type and number of nodes, and with nothing in it that stops a migration. */
export const account = '111122223333';
export const region = 'us-east-1';
export const clusterName = 'control-plane';
export const clusterArn = `arn:aws:eks:${region}:${account}:cluster/${clusterName}`;
export const bucket = 'control-plane-backups';

/** Keys of the sandbox; they open nothing else. */
export const credentials = {
  accessKeyId: 'AKIACONTROLPLANE0000',
  secretAccessKey: 'control-plane-harness-secret-key',
};

export const roles = {
  assess: 'eks-auto-mode-assess',
  backup: 'eks-auto-mode-backup',
  migrate: 'eks-auto-mode-migrate',
};

const tags = { 'made-by': 'control-plane' };

/** A cluster as `create-cluster` and two `create-nodegroup` leave it: the plan has its usual work with it. */
export function fleetFor(sizing: Sizing): FleetInput {
  const size = {
    min: 0,
    desired: sizing.nodesPerGroup,
    max: sizing.nodesPerGroup * 2,
  };
  const toolRole = (name: string) => ({
    name,
    trust: 'account' as const,
    policies: ['AdministratorAccess'],
  });
  return {
    name: 'control-plane',
    accounts: [
      {
        id: account,
        users: [
          {
            name: 'harness',
            ...credentials,
            policies: ['AdministratorAccess'],
          },
        ],
        roles: [
          toolRole(roles.assess),
          toolRole(roles.backup),
          toolRole(roles.migrate),
          { name: 'cluster-creator', trust: 'account', policies: [] },
          {
            name: 'cluster',
            trust: 'eks',
            policies: ['AmazonEKSClusterPolicy'],
          },
          {
            name: 'node',
            trust: 'ec2',
            policies: [
              'AmazonEKSWorkerNodePolicy',
              'AmazonEC2ContainerRegistryReadOnly',
              'AmazonEKS_CNI_Policy',
            ],
          },
        ],
        vpcs: [
          {
            name: 'main',
            region,
            cidr: '10.0.0.0/16',
            subnets: ['a', 'b', 'c'].flatMap((zone, index) => [
              {
                id: `subnet-0${zone}000000000000001`,
                name: `private-${zone}`,
                zone,
                cidr: `10.0.${32 * (index + 1)}.0/19`,
              },
              {
                name: `public-${zone}`,
                zone,
                cidr: `10.0.${index}.0/24`,
                public: true,
                mapPublicIpOnLaunch: true,
              },
            ]),
          },
        ],
        buckets: [{ name: bucket, region }],
        clusters: [
          {
            name: clusterName,
            region,
            version: '1.35',
            vpc: 'main',
            role: 'cluster',
            creator: 'cluster-creator',
            authenticationMode: 'API_AND_CONFIG_MAP',
            tags,
            accessEntries: [
              {
                principal: roles.assess,
                policies: [{ name: 'AmazonEKSAdminViewPolicy' }],
              },
              {
                principal: roles.backup,
                policies: [{ name: 'AmazonEKSClusterAdminPolicy' }],
              },
              {
                principal: roles.migrate,
                policies: [{ name: 'AmazonEKSClusterAdminPolicy' }],
              },
            ],
            nodegroups: (sizing.groups ?? groupNames).map(name => ({
              name,
              size,
              instanceTypes: [sizing.shape.type],
              role: 'node',
            })),
          },
        ],
      },
    ],
  };
}
