// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { checkFleet, type Fleet } from '@internal/sandbox';

export const accountId = '111122223333';
export const clusterArn = `arn:aws:eks:us-east-1:${accountId}:cluster/small`;
export const bucket = 'small-backups';
export const secretAccessKey = 'faults-secret-of-the-portal';

/**
 * One small cluster that needs as many kinds of changes as there are: no logs, aws-auth only, an add-on below its
 * floor, a cluster role of years ago, no node role, untagged subnets, nodes in a security group of their own, a
 * Cluster Autoscaler, two node groups, workloads with budgets.
 */
export function smallFleet(accessKeyId: string): Fleet {
  const all = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
  return checkFleet(
    {
      name: 'faults',
      accounts: [
        {
          id: accountId,
          users: [
            { name: 'portal', accessKeyId, secretAccessKey, inline: { all } },
          ],
          roles: [
            {
              name: 'small-cluster',
              trust: 'eks',
              policies: ['AmazonEKSClusterPolicy'],
            },
            {
              name: 'small-node',
              trust: 'ec2',
              policies: [
                'AmazonEKSWorkerNodePolicy',
                'AmazonEKS_CNI_Policy',
                'AmazonEC2ContainerRegistryReadOnly',
              ],
            },
          ],
          buckets: [{ name: bucket, region: 'us-east-1' }],
          vpcs: [
            {
              name: 'main',
              region: 'us-east-1',
              cidr: '10.0.0.0/16',
              subnets: [
                { name: 'private-a', zone: 'a', cidr: '10.0.0.0/19' },
                { name: 'private-b', zone: 'b', cidr: '10.0.32.0/19' },
              ],
            },
          ],
          clusters: [
            {
              name: 'small',
              region: 'us-east-1',
              version: '1.35',
              vpc: 'main',
              role: 'small-cluster',
              authenticationMode: 'CONFIG_MAP',
              addons: [
                { name: 'vpc-cni', version: 'v1.18.3-eksbuild.3' },
                { name: 'coredns', version: 'v1.11.4-eksbuild.2' },
              ],
              securityGroups: [
                {
                  name: 'own',
                  ingress: [{ protocol: 'tcp', from: 443, group: 'cluster' }],
                },
              ],
              nodegroups: [
                {
                  name: 'blue',
                  instanceTypes: ['m6i.large'],
                  size: { min: 1, desired: 2, max: 4 },
                },
                {
                  name: 'green',
                  instanceTypes: ['m6i.large'],
                  size: { min: 0, desired: 1, max: 2 },
                  launchTemplate: { name: 'green', securityGroups: ['own'] },
                },
              ],
              kubernetes: {
                awsAuth: {
                  mapRoles: [
                    {
                      rolearn: `arn:aws:iam::${accountId}:role/small-node`,
                      username: 'system:node:{{EC2PrivateDNSName}}',
                      groups: ['system:bootstrappers', 'system:nodes'],
                    },
                  ],
                  mapUsers: [
                    {
                      userarn: `arn:aws:iam::${accountId}:user/portal`,
                      username: 'portal',
                      groups: ['system:masters'],
                    },
                  ],
                },
                pods: { readyAfterMs: [300, 600], goneAfterMs: [100, 300] },
                system: [
                  'coredns',
                  'vpc-cni',
                  'kube-proxy',
                  'cluster-autoscaler',
                ],
                storageClasses: [
                  {
                    name: 'auto-ebs',
                    provisioner: 'ebs.csi.eks.amazonaws.com',
                    default: true,
                  },
                ],
                namespaces: [
                  {
                    name: 'shop',
                    deployments: [
                      {
                        name: 'web',
                        replicas: 3,
                        cpu: '100m',
                        memory: '128Mi',
                        pdb: { maxUnavailable: 1 },
                      },
                      {
                        name: 'api',
                        replicas: 2,
                        cpu: '100m',
                        memory: '128Mi',
                        pdb: { minAvailable: 1 },
                      },
                    ],
                  },
                ],
              },
            },
          ],
        },
      ],
    },
    'the fleet of the fault matrix',
  );
}
