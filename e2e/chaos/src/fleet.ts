// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Random } from './random';

export const account = '111122223333';
export const region = 'us-east-1';
export const bucket = 'chaos-backups';
export const credentials = {
  accessKeyId: 'AKIASANDBOXPORTAL000',
  secretAccessKey: 'sandbox-portal-secret',
};
export const roles = {
  assess: 'eks-auto-mode-assess',
  backup: 'eks-auto-mode-backup',
  migrate: 'eks-auto-mode-migrate',
};

export const arnOf = (cluster: string) =>
  `arn:aws:eks:${region}:${account}:cluster/${cluster}`;

const everything = [{ Effect: 'Allow', Action: '*', Resource: '*' }];

/** What runs in a cluster: always something whose budget allows one at a time, and more by chance. */
function deployments(random: Random) {
  const budgets = [
    { maxUnavailable: 1 },
    { minAvailable: 1 },
    { maxUnavailable: '50%' },
    undefined,
  ];
  const drawn = Array.from({ length: random.whole(1, 4) }, (_, index) => {
    const pdb = budgets[random.whole(0, budgets.length)];
    return {
      name: `service-${index}`,
      replicas: random.whole(2, 5),
      cpu: '100m',
      memory: '128Mi',
      spread: 'zone',
      ...(pdb ? { pdb } : {}),
      service: { port: 8080 },
    };
  });
  return [
    {
      name: 'web',
      replicas: 4,
      cpu: '100m',
      memory: '128Mi',
      spread: 'zone',
      pdb: { maxUnavailable: 1 },
      service: { port: 80 },
    },
    ...drawn,
  ];
}

function nodegroups(random: Random, autoscaled: boolean) {
  const names = random.whole(0, 2) === 0 ? ['blue'] : ['blue', 'green'];
  return names.map(name => ({
    name,
    instanceTypes: ['m6i.large'],
    size: { min: 1, desired: random.whole(2, 4), max: 5 },
    ...(autoscaled
      ? {
          tags: {
            'k8s.io/cluster-autoscaler/enabled': 'true',
          },
        }
      : {}),
  }));
}

/** Small clusters, each with a network and roles of its own, so that no run sees another's changes. */
export function fleet(names: string[], random: Random) {
  const system = ['coredns', 'vpc-cni', 'kube-proxy'];
  return {
    name: 'chaos',
    accounts: [
      {
        id: account,
        users: [
          {
            name: 'portal',
            ...credentials,
            inline: { everything },
          },
        ],
        roles: [
          ...Object.values(roles).map(name => ({
            name,
            trust: 'account',
            inline: { everything },
          })),
          ...names.flatMap(name => [
            {
              name: `${name}-cluster`,
              trust: 'eks',
              policies: ['AmazonEKSClusterPolicy'],
            },
            {
              name: `${name}-node`,
              trust: 'ec2',
              policies: [
                'AmazonEKSWorkerNodePolicy',
                'AmazonEKS_CNI_Policy',
                'AmazonEC2ContainerRegistryReadOnly',
              ],
            },
          ]),
        ],
        buckets: [{ name: bucket, region }],
        vpcs: names.map((name, index) => ({
          name,
          region,
          cidr: `10.${index + 10}.0.0/16`,
          subnets: ['a', 'b', 'c'].map((zone, at) => ({
            name: `private-${zone}`,
            zone,
            cidr: `10.${index + 10}.${at * 32}.0/19`,
          })),
        })),
        clusters: names.map((name, index) => {
          const autoscaled = index % 3 === 1;
          return {
            name,
            region,
            version: '1.35',
            vpc: name,
            role: `${name}-cluster`,
            logging: ['api', 'audit', 'authenticator'],
            accessEntries: Object.values(roles).map(role => ({
              principal: role,
              groups: [role],
            })),
            addons: [
              { name: 'vpc-cni', version: 'v1.20.4-eksbuild.1' },
              { name: 'coredns', version: 'v1.12.4-eksbuild.1' },
            ],
            nodegroups: nodegroups(random, autoscaled),
            kubernetes: {
              pods: {
                readyAfterMs: [20_000, 60_000],
                goneAfterMs: [10_000, 30_000],
              },
              productRoles: ['assess', 'backup', 'migrate'],
              system: autoscaled ? [...system, 'cluster-autoscaler'] : system,
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
                  deployments: deployments(random),
                  statefulSets: [
                    {
                      name: 'queue',
                      replicas: 2,
                      cpu: '100m',
                      memory: '128Mi',
                      pdb: { maxUnavailable: 1 },
                    },
                  ],
                },
              ],
            },
          };
        }),
      },
    ],
  };
}
