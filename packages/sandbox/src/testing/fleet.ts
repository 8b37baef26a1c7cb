// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { checkFleet } from '../fleet/parse';
import type { Fleet } from '../fleet/schema';

export const ACCOUNT = '111122223333';
export const ADMIN = {
  accessKeyId: 'AKIATESTADMIN0000000',
  secretAccessKey: 'test-admin-secret-0000',
};
export const LIMITED = {
  accessKeyId: 'AKIATESTLIMITED00000',
  secretAccessKey: 'test-limited-secret-00',
};

/** A small world for tests: one account with two users, one cluster with two groups and a self-managed one. */
export function testFleet(): Fleet {
  return checkFleet(
    {
      name: 'test',
      accounts: [
        {
          id: ACCOUNT,
          alias: 'test',
          users: [
            { name: 'admin', ...ADMIN, policies: ['AdministratorAccess'] },
            {
              name: 'limited',
              ...LIMITED,
              tags: { team: 'blue' },
              inline: {
                some: [
                  {
                    Effect: 'Allow',
                    Action: ['eks:DescribeCluster'],
                    Resource: `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/alpha`,
                  },
                  {
                    Effect: 'Allow',
                    Action: 'iam:AttachRolePolicy',
                    Resource: '*',
                    Condition: {
                      ArnEquals: {
                        'iam:PolicyARN':
                          'arn:aws:iam::aws:policy/AmazonEKSComputePolicy',
                      },
                    },
                  },
                  {
                    Effect: 'Allow',
                    Action: 'ec2:CreateTags',
                    Resource: '*',
                    Condition: {
                      'ForAllValues:StringEquals': {
                        'aws:TagKeys': ['kubernetes.io/role/elb'],
                      },
                    },
                  },
                  {
                    Effect: 'Allow',
                    Action: 'eks:UpdateClusterConfig',
                    Resource: '*',
                  },
                  {
                    Effect: 'Allow',
                    Action: 'ec2:DescribeVpcs',
                    Resource: '*',
                    Condition: {
                      StringEquals: { 'aws:PrincipalTag/team': 'red' },
                    },
                  },
                ],
              },
            },
          ],
          roles: [
            {
              name: 'alpha-cluster',
              trust: 'eks',
              policies: ['AmazonEKSClusterPolicy'],
            },
            {
              name: 'alpha-node',
              trust: 'ec2',
              policies: [
                'AmazonEKSWorkerNodePolicy',
                'AmazonEKS_CNI_Policy',
                'AmazonEC2ContainerRegistryReadOnly',
              ],
            },
            {
              name: 'auto-node',
              trust: 'ec2',
              policies: [
                'AmazonEKSWorkerNodeMinimalPolicy',
                'AmazonEC2ContainerRegistryPullOnly',
              ],
            },
            { name: 'cluster-creator', trust: 'account' },
            {
              name: 'assess',
              path: '/portal/',
              trust: [
                {
                  Effect: 'Allow',
                  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/limited` },
                  Action: ['sts:AssumeRole', 'sts:TagSession'],
                  Condition: { StringEquals: { 'sts:ExternalId': 'portal-1' } },
                },
                {
                  Effect: 'Allow',
                  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
                  Action: ['sts:AssumeRole', 'sts:TagSession'],
                },
              ],
              policies: ['ReadOnlyAccess'],
            },
          ],
          vpcs: [
            {
              name: 'main',
              region: 'us-east-1',
              cidr: '10.0.0.0/16',
              endpoints: ['s3', 'ecr.api'],
              subnets: [
                { name: 'private-a', zone: 'a', cidr: '10.0.0.0/24' },
                { name: 'private-b', zone: 'b', cidr: '10.0.1.0/24' },
                {
                  name: 'public-a',
                  zone: 'a',
                  cidr: '10.0.10.0/24',
                  public: true,
                },
                {
                  name: 'public-b',
                  zone: 'b',
                  cidr: '10.0.11.0/24',
                  public: true,
                },
                {
                  name: 'tight',
                  zone: 'c',
                  cidr: '10.0.20.0/27',
                  freeAddresses: 8,
                },
                {
                  name: 'spare',
                  zone: 'c',
                  cidr: '10.0.21.0/24',
                  isolated: true,
                },
              ],
            },
          ],
          buckets: [
            { name: 'test-backups', region: 'us-east-1' },
            {
              name: 'test-locked',
              region: 'us-east-1',
              encryption: { kmsKey: `arn:aws:kms:us-east-1:${ACCOUNT}:key/k` },
              objectLock: { mode: 'COMPLIANCE', days: 30 },
            },
          ],
          clusters: [
            {
              name: 'alpha',
              region: 'us-east-1',
              version: '1.33',
              vpc: 'main',
              subnets: ['private-a', 'private-b'],
              role: 'alpha-cluster',
              authenticationMode: 'CONFIG_MAP',
              creator: 'cluster-creator',
              addons: [
                { name: 'vpc-cni', version: 'v1.18.3-eksbuild.3' },
                { name: 'coredns', version: 'v1.11.4-eksbuild.2' },
              ],
              securityGroups: [
                {
                  name: 'extra',
                  ingress: [{ protocol: 'tcp', from: 443, group: 'cluster' }],
                },
              ],
              nodegroups: [
                {
                  name: 'blue',
                  size: { min: 1, desired: 2, max: 4 },
                  labels: { tier: 'web' },
                },
                {
                  name: 'green',
                  size: { min: 0, desired: 1, max: 2 },
                  taints: [
                    { key: 'dedicated', value: 'x', effect: 'NoSchedule' },
                  ],
                },
              ],
              autoScalingGroups: [
                { name: 'own', size: { min: 0, desired: 1, max: 3 } },
              ],
              fargateProfiles: [
                {
                  name: 'fp',
                  role: 'alpha-node',
                  selectors: [{ namespace: 'serverless' }],
                },
              ],
              podIdentities: [
                {
                  namespace: 'shop',
                  serviceAccount: 'api',
                  role: 'alpha-node',
                },
              ],
              insights: [{ name: 'Deprecated APIs', status: 'WARNING' }],
              volumes: [{ id: 'vol-0aaaaaaaaaaaaaaaa', zone: 'a' }],
              tags: { team: 'blue' },
            },
            {
              name: 'beta',
              region: 'us-east-1',
              version: '1.34',
              vpc: 'main',
              subnets: ['private-a', 'private-b'],
              role: 'alpha-cluster',
            },
          ],
        },
      ],
    },
    'the test fleet',
  );
}
