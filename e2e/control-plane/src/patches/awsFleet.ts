// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { checkFleet, type Fleet } from '@internal/sandbox';

export const accountId = '111122223333';
export const region = 'us-east-1';
export const arnOf = (cluster: string) =>
  `arn:aws:eks:${region}:${accountId}:cluster/${cluster}`;
export const nodeRoleArn = `arn:aws:iam::${accountId}:role/nodes-of-auto`;
/** Somebody brought it in by a PersistentVolume. */
export const staticVolumeId = 'vol-0bea7000000000001';
export const credentials = {
  accessKeyId: 'AKIAPATCHES000000000',
  secretAccessKey: 'patches-secret-of-the-portal',
};

const NODE_POLICIES = [
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKS_CNI_Policy',
  'AmazonEC2ContainerRegistryReadOnly',
];

/**
 * Two clusters with everything in them that a shown AWS command mends: `old` as somebody made it years ago, `auto`
 * on Auto Mode, where a NodeClass comes whose role nobody let in.
 */
export function patchesFleet(): Fleet {
  return checkFleet(
    {
      name: 'patches',
      accounts: [
        {
          id: accountId,
          users: [
            {
              name: 'portal',
              ...credentials,
              policies: ['AdministratorAccess'],
            },
          ],
          roles: [
            {
              name: 'old-cluster',
              trust: 'eks',
              policies: ['AmazonEKSClusterPolicy'],
            },
            {
              name: 'auto-cluster',
              trust: 'eks-auto',
              policies: [
                'AmazonEKSClusterPolicy',
                'AmazonEKSComputePolicy',
                'AmazonEKSBlockStoragePolicyV2',
                'AmazonEKSLoadBalancingPolicy',
                'AmazonEKSNetworkingPolicy',
              ],
            },
            { name: 'old-node', trust: 'ec2', policies: NODE_POLICIES },
            {
              name: 'nodes-of-auto',
              trust: 'ec2',
              policies: ['AmazonSSMManagedInstanceCore'],
              inline: {
                own: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
              },
            },
            { name: 'nodes-of-gpu', trust: 'ec2', policies: NODE_POLICIES },
            { name: 'fargate', trust: 'fargate' },
            // As the patch calls it, in whose place a person puts a role that is there.
            { name: 'eks-emergency-administrator', trust: 'account' },
          ],
          kmsKeys: [
            {
              id: '00000000-0000-4000-8000-0000000000d1',
              region,
              description: 'disks of nodes',
              defaultOfEbs: true,
            },
            {
              id: '00000000-0000-4000-8000-0000000000d2',
              region,
              description: 'volumes',
              alias: 'alias/volumes',
            },
          ],
          vpcs: [
            {
              name: 'main',
              region,
              cidr: '10.0.0.0/16',
              dnsHostnames: false,
              dnsSupport: false,
              subnets: [
                { name: 'private-a', zone: 'a', cidr: '10.0.0.0/19' },
                {
                  name: 'private-b',
                  zone: 'b',
                  cidr: '10.0.32.0/19',
                  tags: { 'kubernetes.io/cluster/another': 'owned' },
                },
              ],
            },
          ],
          clusters: [
            {
              name: 'old',
              region,
              version: '1.35',
              vpc: 'main',
              role: 'old-cluster',
              authenticationMode: 'CONFIG_MAP',
              endpointPrivate: false,
              publicAccessCidrs: ['203.0.113.0/24'],
              addons: [{ name: 'vpc-cni', version: 'v1.18.3-eksbuild.3' }],
              securityGroups: [{ name: 'own' }],
              nodegroups: [
                {
                  name: 'green',
                  size: { min: 0, desired: 1, max: 2 },
                  role: 'old-node',
                  launchTemplate: { name: 'green', securityGroups: ['own'] },
                },
              ],
              autoScalingGroups: [
                {
                  name: 'workers',
                  size: { min: 0, desired: 0, max: 1 },
                  role: 'old-node',
                  tags: {
                    'k8s.io/cluster-autoscaler/enabled': 'true',
                    'k8s.io/cluster-autoscaler/old': 'owned',
                  },
                },
              ],
              volumes: [{ id: staticVolumeId, zone: 'a', encrypted: true }],
              fargateProfiles: [
                {
                  name: 'idle',
                  role: 'fargate',
                  selectors: [{ namespace: 'nobody' }],
                },
              ],
              kubernetes: {
                storageClasses: [
                  {
                    name: 'encrypted',
                    provisioner: 'ebs.csi.eks.amazonaws.com',
                    parameters: {
                      encrypted: 'true',
                      kmsKeyId: 'alias/volumes',
                    },
                  },
                ],
                awsAuth: {
                  mapRoles: [
                    {
                      rolearn: `arn:aws:iam::${accountId}:role/old-node`,
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
                namespaces: [],
              },
            },
            {
              name: 'auto',
              region,
              version: '1.35',
              vpc: 'main',
              role: 'auto-cluster',
              accessEntries: [
                {
                  principal: `arn:aws:iam::${accountId}:user/portal`,
                  policies: [{ name: 'AmazonEKSClusterAdminPolicy' }],
                },
              ],
              autoMode: { nodePools: ['system'], nodeRole: 'nodes-of-auto' },
              kubernetes: { namespaces: [] },
            },
          ],
        },
      ],
    },
    'the fleet of the patches',
  );
}
