// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Entity } from '@backstage/catalog-model';
import { checkFleet, type Fleet, type FleetInput } from '@internal/sandbox';

export const REGION = 'us-east-1';
/** EKS' default quota of clusters in one account and region (EKS User Guide, service-quotas). */
const CLUSTERS_A_PLACE = 100;
const CLUSTERS_A_VPC = 10;
const TEAMS = 20;
const NAMESPACES = 5;
const REPLICAS = 5;
/** What `kube-system` runs on eight nodes: DaemonSets, CoreDNS, controllers. */
const SYSTEM_PODS = 30;

type AccountInput = FleetInput['accounts'][number];
type ClusterInput = NonNullable<AccountInput['clusters']>[number];

export interface FleetSize {
  clusters: number;
  podsPerCluster: number;
}

const pad = (n: number) => String(n).padStart(4, '0');
const accountId = (index: number) => String(100_000_000_000 + index + 1);
export const accessKeyOf = (account: string) => `AKIABENCH${account}`;
export const secretOf = (account: string) => `bench-secret-of-${account}`;

const READ = {
  Effect: 'Allow',
  Action: [
    'autoscaling:Describe*',
    'ec2:Describe*',
    'ec2:GetEbs*',
    'eks:Describe*',
    'eks:List*',
    'iam:Get*',
    'iam:List*',
    'pricing:GetProducts',
    'servicequotas:GetServiceQuota',
    'sts:GetCallerIdentity',
  ],
  Resource: '*',
};

/** Deployments of one size with a budget and a Service each, spread over a few teams' namespaces. */
function namespacesOf(cluster: number, pods: number) {
  const deployments = Math.max(1, Math.round((pods - SYSTEM_PODS) / REPLICAS));
  return Array.from({ length: NAMESPACES }, (_, index) => {
    const team = (cluster + index) % TEAMS;
    return {
      name: `team-${team}`,
      labels: { team: `team-${team}` },
      deployments: Array.from(
        {
          length: Math.floor(
            (deployments + NAMESPACES - 1 - index) / NAMESPACES,
          ),
        },
        (_one, at) => ({
          name: `app-${at}`,
          labels: { 'backstage.io/kubernetes-id': `app-${team}-${at}` },
          replicas: REPLICAS,
          cpu: '100m',
          memory: '128Mi',
          spread: 'zone',
          pdb: { maxUnavailable: 1 },
          service: { port: 80 },
        }),
      ),
    };
  });
}

function clusterOf(index: number, vpc: string, pods: number): ClusterInput {
  const name = `bench-${pad(index)}`;
  return {
    name,
    region: REGION,
    version: '1.35',
    vpc,
    role: `${name}-cluster`,
    logging: ['api', 'audit', 'authenticator'],
    accessEntries: ['assess', 'migrate'].map(purpose => ({
      principal: `eks-auto-mode-${purpose}`,
      groups: [`eks-auto-mode-${purpose}`],
    })),
    addons: [
      { name: 'vpc-cni', version: 'v1.20.4-eksbuild.1' },
      { name: 'coredns', version: 'v1.12.4-eksbuild.1' },
      { name: 'aws-ebs-csi-driver', version: 'v1.52.1-eksbuild.1' },
    ],
    insights: [
      {
        name: 'Deprecated APIs removed in the next version',
        status: 'PASSING',
      },
    ],
    nodegroups: [
      {
        name: 'general',
        instanceTypes: ['m6i.xlarge'],
        size: { min: 2, desired: 5, max: 10 },
      },
      {
        name: 'compute',
        instanceTypes: ['c6i.2xlarge'],
        size: { min: 1, desired: 3, max: 6 },
      },
    ],
    kubernetes: {
      productRoles: ['assess', 'migrate'],
      storageClasses: [
        {
          name: 'auto-ebs',
          provisioner: 'ebs.csi.eks.amazonaws.com',
          default: true,
        },
      ],
      namespaces: namespacesOf(index, pods),
    },
  };
}

function accountOf(
  index: number,
  first: number,
  size: FleetSize,
): AccountInput {
  const id = accountId(index);
  const count = Math.min(CLUSTERS_A_PLACE, size.clusters - first);
  const numbers = Array.from({ length: count }, (_, at) => first + at);
  const vpcOf = (number: number) =>
    `vpc-${Math.floor((number - first) / CLUSTERS_A_VPC)}`;
  return {
    id,
    users: [
      {
        name: 'portal',
        accessKeyId: accessKeyOf(id),
        secretAccessKey: secretOf(id),
        inline: {
          assume: [
            {
              Effect: 'Allow',
              Action: ['sts:AssumeRole', 'sts:TagSession'],
              Resource: `arn:aws:iam::${id}:role/eks-auto-mode-*`,
            },
          ],
        },
      },
    ],
    roles: [
      ...['assess', 'migrate'].map(purpose => ({
        name: `eks-auto-mode-${purpose}`,
        trust: 'account' as const,
        inline: { read: [READ] },
      })),
      ...numbers.flatMap(number => [
        {
          name: `bench-${pad(number)}-cluster`,
          trust: 'eks' as const,
          policies: ['AmazonEKSClusterPolicy'],
        },
        {
          name: `bench-${pad(number)}-node`,
          trust: 'ec2' as const,
          policies: [
            'AmazonEKSWorkerNodePolicy',
            'AmazonEKS_CNI_Policy',
            'AmazonEC2ContainerRegistryReadOnly',
          ],
        },
      ]),
    ],
    vpcs: [...new Set(numbers.map(vpcOf))].map((name, at) => ({
      name,
      region: REGION,
      cidr: `10.${at}.0.0/16`,
      subnets: ['a', 'b', 'c'].map((zone, net) => ({
        name: `private-${zone}`,
        zone,
        cidr: `10.${at}.${net * 64}.0/18`,
        tags: { 'kubernetes.io/role/internal-elb': '1' },
      })),
    })),
    clusters: numbers.map(number =>
      clusterOf(number, vpcOf(number), size.podsPerCluster),
    ),
  };
}

/** Clusters that are alike, as many in an account and region as EKS' default quota has. */
export function fleetOf(size: FleetSize): Fleet {
  const accounts: AccountInput[] = [];
  for (let first = 0; first < size.clusters; first += CLUSTERS_A_PLACE) {
    accounts.push(accountOf(accounts.length, first, size));
  }
  const fleet: FleetInput = { name: `bench-${size.clusters}`, accounts };
  return checkFleet(fleet, 'the generated fleet');
}

const named = (kind: string, name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default', annotations: {} },
});

/** What the catalog says of the fleet: its clusters, teams, and a service for each workload of a team. */
export function catalogOf(fleet: Fleet, size: FleetSize): Entity[] {
  const teams = Array.from({ length: TEAMS }, (_, team) => ({
    ...named('Group', `team-${team}`),
    spec: { type: 'team', children: [] },
  }));
  const apps = namespacesOf(0, size.podsPerCluster)[0].deployments.length;
  const services = teams.flatMap((_, team) =>
    Array.from({ length: apps }, (_one, at) => ({
      ...named('Component', `app-${team}-${at}`),
      metadata: {
        name: `app-${team}-${at}`,
        namespace: 'default',
        annotations: { 'backstage.io/kubernetes-id': `app-${team}-${at}` },
      },
      spec: {
        type: 'service',
        lifecycle: 'production',
        owner: `group:default/team-${team}`,
      },
    })),
  );
  const clusters = fleet.accounts.flatMap(account =>
    account.clusters.map((cluster, at) => ({
      ...named('Resource', cluster.name),
      metadata: {
        name: cluster.name,
        namespace: 'default',
        annotations: {
          'amazonaws.com/arn': `arn:aws:eks:${cluster.region}:${account.id}:cluster/${cluster.name}`,
          'amazonaws.com/account-id': account.id,
        },
      },
      spec: {
        type: 'kubernetes-cluster',
        owner: `group:default/team-${at % TEAMS}`,
      },
    })),
  );
  return [...teams, ...services, ...clusters];
}
