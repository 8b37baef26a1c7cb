// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  read,
  unread,
  type Inventory,
  type InventoryPart,
  type InventoryParts,
  type Read,
  type Subnet,
  type Unread,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aBudget, aDaemonSet, aDeployment, aNode } from './objects';

/** The time at which fixtures are judged. */
export const NOW = new Date('2026-11-21T06:00:00Z');

export const CLUSTER_ARN = 'arn:aws:eks:us-east-1:111122223333:cluster/shop';

const role = (name: string, path = '/') =>
  `arn:aws:iam::111122223333:role${path}${name}`;
const policy = (name: string) => ({
  name,
  arn: `arn:aws:iam::aws:policy/${name}`,
});

const offAuto = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        {
          matchExpressions: [
            {
              key: 'eks.amazonaws.com/compute-type',
              operator: 'NotIn' as const,
              values: ['fargate', 'hybrid', 'auto'],
            },
          ],
        },
      ],
    },
  },
};

function subnet(
  zone: string,
  tier: 'private' | 'public',
  third: number,
): Subnet {
  const isPublic = tier === 'public';
  return {
    id: `subnet-${tier}-${zone}`,
    vpcId: 'vpc-1',
    availabilityZone: `us-east-1${zone}`,
    availabilityZoneId: `use1-az${third}`,
    cidr: `10.0.${third * 16}.0/20`,
    availableAddresses: 4000,
    mapPublicIpOnLaunch: isPublic,
    ipv6Cidrs: [],
    tags: {
      [isPublic ? 'kubernetes.io/role/elb' : 'kubernetes.io/role/internal-elb']:
        '1',
    },
    public: isPublic,
    egress: true,
  };
}

function addon(
  name: string,
  version: string,
): InventoryParts['addons'][number] {
  return {
    name,
    arn: `arn:aws:eks:us-east-1:111122223333:addon/shop/${name}/1`,
    version,
    status: 'ACTIVE',
    healthIssues: [],
    podIdentityAssociations: [],
    compatibleVersions: [version],
  };
}

/**
 * The parts of a cluster on one managed group of three nodes that no check finds fault with: Auto
 * Mode is off, everything else is as a migration wants it.
 */
export function healthyParts(): InventoryParts {
  const checkout = aDeployment('checkout');
  const catalog = aDeployment('catalog', { replicas: 2 });
  const coredns = aDeployment('coredns', {
    namespace: 'kube-system',
    replicas: 2,
  });
  const awsNode = aDaemonSet('aws-node', {
    namespace: 'kube-system',
    spec: {
      hostNetwork: true,
      affinity: offAuto,
      tolerations: [{ operator: 'Exists' }],
    },
  });
  const kubeProxy = aDaemonSet('kube-proxy', {
    namespace: 'kube-system',
    spec: {
      hostNetwork: true,
      affinity: offAuto,
      tolerations: [{ operator: 'Exists' }],
    },
  });
  const nodes = [
    aNode('ip-10-0-1-10.ec2.internal', 'a'),
    aNode('ip-10-0-2-10.ec2.internal', 'b'),
    aNode('ip-10-0-3-10.ec2.internal', 'c'),
  ];
  const privateSubnets = ['a', 'b', 'c'].map((zone, index) =>
    subnet(zone, 'private', index + 1),
  );

  return {
    cluster: {
      arn: CLUSTER_ARN,
      name: 'shop',
      accountId: '111122223333',
      region: 'us-east-1',
      partition: 'aws',
      version: '1.35',
      platformVersion: 'eks.4',
      status: 'ACTIVE',
      createdAt: '2025-02-01T00:00:00Z',
      roleArn: role('shop-cluster'),
      tags: {},
      endpoint: 'https://ABC.gr7.us-east-1.eks.amazonaws.com',
      oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/ABC',
      authenticationMode: 'API_AND_CONFIG_MAP',
      healthIssues: [],
      supportType: 'STANDARD',
      network: {
        vpcId: 'vpc-1',
        subnetIds: privateSubnets.map(one => one.id),
        securityGroupIds: [],
        clusterSecurityGroupId: 'sg-cluster',
        endpointPublicAccess: true,
        endpointPrivateAccess: true,
        publicAccessCidrs: ['0.0.0.0/0'],
        ipFamily: 'ipv4',
        serviceIpv4Cidr: '172.20.0.0/16',
      },
      autoMode: {
        compute: false,
        blockStorage: false,
        loadBalancing: false,
        nodePools: [],
      },
      logging: [
        'api',
        'audit',
        'authenticator',
        'controllerManager',
        'scheduler',
      ],
      encryption: [
        {
          resources: ['secrets'],
          keyArn: 'arn:aws:kms:us-east-1:111122223333:key/1',
        },
      ],
      outpost: false,
      connector: false,
      remoteNetwork: false,
    },
    updates: [],
    clusterVersions: [
      {
        version: '1.36',
        status: 'STANDARD_SUPPORT',
        endOfStandardSupport: '2027-08-02',
        endOfExtendedSupport: '2028-08-02',
      },
      {
        version: '1.35',
        status: 'STANDARD_SUPPORT',
        endOfStandardSupport: '2027-03-27',
        endOfExtendedSupport: '2028-03-27',
      },
      {
        version: '1.34',
        status: 'STANDARD_SUPPORT',
        endOfStandardSupport: '2026-12-02',
        endOfExtendedSupport: '2027-12-02',
      },
      {
        version: '1.33',
        status: 'EXTENDED_SUPPORT',
        endOfStandardSupport: '2026-07-29',
        endOfExtendedSupport: '2027-07-29',
      },
    ],
    nodegroups: [
      {
        name: 'general',
        arn: 'arn:aws:eks:us-east-1:111122223333:nodegroup/shop/general/1',
        status: 'ACTIVE',
        version: '1.35',
        amiType: 'AL2023_x86_64_STANDARD',
        capacityType: 'ON_DEMAND',
        instanceTypes: ['m6i.large'],
        diskSize: 20,
        scaling: { min: 3, max: 6, desired: 3 },
        subnetIds: privateSubnets.map(one => one.id),
        nodeRoleArn: role('shop-nodes'),
        labels: {},
        taints: [],
        tags: {},
        autoScalingGroups: ['eks-general-1'],
        healthIssues: [],
      },
    ],
    addons: [
      addon('vpc-cni', 'v1.20.4-eksbuild.1'),
      addon('kube-proxy', 'v1.35.0-eksbuild.2'),
      addon('coredns', 'v1.12.4-eksbuild.1'),
    ],
    accessEntries: [
      {
        principalArn: role('shop-nodes'),
        type: 'EC2_LINUX',
        username: 'system:node:{{EC2PrivateDNSName}}',
        kubernetesGroups: ['system:nodes'],
        policies: [],
      },
    ],
    podIdentityAssociations: [],
    fargateProfiles: [],
    insights: [
      {
        id: 'insight-1',
        name: 'Deprecated APIs removed in Kubernetes v1.36',
        category: 'UPGRADE_READINESS',
        status: 'PASSING',
      },
    ],
    clusterRole: {
      exists: true,
      role: {
        arn: role('shop-cluster'),
        name: 'shop-cluster',
        path: '/',
        trust: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'eks.amazonaws.com' },
              Action: ['sts:AssumeRole', 'sts:TagSession'],
            },
          ],
        },
        attachedPolicies: [
          'AmazonEKSClusterPolicy',
          'AmazonEKSComputePolicy',
          'AmazonEKSBlockStoragePolicyV2',
          'AmazonEKSLoadBalancingPolicy',
          'AmazonEKSNetworkingPolicy',
        ].map(policy),
        inlinePolicies: [],
        tags: {},
      },
    },
    autoNodeRole: {
      exists: true,
      role: {
        arn: role('AmazonEKSAutoNodeRole-shop'),
        name: 'AmazonEKSAutoNodeRole-shop',
        path: '/',
        trust: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'ec2.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          ],
        },
        attachedPolicies: [
          'AmazonEKSWorkerNodeMinimalPolicy',
          'AmazonEC2ContainerRegistryPullOnly',
        ].map(policy),
        inlinePolicies: [],
        tags: {},
      },
    },
    sourceNodeRoles: [
      {
        arn: role('shop-nodes'),
        name: 'shop-nodes',
        path: '/',
        trust: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'ec2.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          ],
        },
        attachedPolicies: [
          'AmazonEKSWorkerNodePolicy',
          'AmazonEC2ContainerRegistryPullOnly',
          'AmazonEKS_CNI_Policy',
        ].map(policy),
        inlinePolicies: [],
        tags: {},
      },
    ],
    instanceProfiles: [],
    subnets: [...privateSubnets, subnet('a', 'public', 8)],
    vpc: {
      id: 'vpc-1',
      cidrs: ['10.0.0.0/16'],
      dnsHostnames: true,
      dnsSupport: true,
      endpoints: [],
    },
    securityGroups: [
      {
        id: 'sg-cluster',
        name: 'eks-cluster-sg-shop-1',
        vpcId: 'vpc-1',
        tags: { 'kubernetes.io/cluster/shop': 'owned' },
        ingress: [
          {
            protocol: '-1',
            cidrs: [],
            securityGroups: ['sg-cluster'],
            prefixLists: [],
          },
        ],
        egress: [
          {
            protocol: '-1',
            cidrs: ['0.0.0.0/0'],
            securityGroups: [],
            prefixLists: [],
          },
        ],
      },
    ],
    instances: ['a', 'b', 'c'].map(zone => ({
      id: `i-0${zone}`,
      type: 'm6i.large',
      state: 'running',
      subnetId: `subnet-private-${zone}`,
      availabilityZone: `us-east-1${zone}`,
      securityGroupIds: ['sg-cluster'],
      tags: {
        'eks:nodegroup-name': 'general',
        'aws:autoscaling:groupName': 'eks-general-1',
      },
      managedByAuto: false,
    })),
    instanceTypes: [
      {
        type: 'm6i.large',
        vcpus: 2,
        memoryMiB: 8192,
        architectures: ['x86_64'],
        gpus: 0,
      },
    ],
    launchTemplates: [],
    machineImages: [],
    autoScalingGroups: [
      {
        name: 'eks-general-1',
        arn: 'arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:1:autoScalingGroupName/eks-general-1',
        min: 3,
        max: 6,
        desired: 3,
        instances: ['a', 'b', 'c'].map(zone => ({
          id: `i-0${zone}`,
          lifecycleState: 'InService',
          protectedFromScaleIn: false,
          availabilityZone: `us-east-1${zone}`,
        })),
        suspendedProcesses: [],
        targetGroupArns: [],
        loadBalancerNames: [],
        tags: { 'eks:cluster-name': 'shop', 'eks:nodegroup-name': 'general' },
        mixedInstances: false,
        subnetIds: privateSubnets.map(one => one.id),
        lifecycleHooks: [],
        scalingPolicies: [],
        scheduledActions: [],
        notifications: [],
      },
    ],
    vcpuQuota: { limit: 512, used: 24 },
    ebsVolumes: [],
    ebsEncryption: { byDefault: false },
    kmsKeys: [],
    prices: [{ type: 'm6i.large', onDemand: 0.096, autoFee: 0.01152 }],

    namespaces: ['default', 'kube-system', 'shop'].map(name => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    })),
    nodes,
    pods: [checkout, catalog, coredns, awsNode, kubeProxy].flatMap(
      one => one.pods,
    ),
    deployments: [checkout, catalog, coredns].map(one => one.deployment),
    replicaSets: [checkout, catalog, coredns].map(one => one.replicaSet),
    statefulSets: [],
    daemonSets: [awsNode, kubeProxy].map(one => one.daemonSet),
    jobs: [],
    cronJobs: [],
    podDisruptionBudgets: [
      aBudget('checkout'),
      aBudget('catalog', {
        status: { currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 },
      }),
      aBudget('coredns', {
        namespace: 'kube-system',
        status: { currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 },
      }),
    ],
    services: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'checkout', namespace: 'shop' },
        spec: {
          type: 'ClusterIP',
          selector: { app: 'checkout' },
          ports: [{ port: 80 }],
        },
      },
    ],
    ingresses: [],
    ingressClasses: [],
    configMaps: [],
    persistentVolumes: [],
    persistentVolumeClaims: [],
    storageClasses: [
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: {
          name: 'auto-ebs',
          annotations: {
            'storageclass.kubernetes.io/is-default-class': 'true',
          },
        },
        provisioner: 'ebs.csi.eks.amazonaws.com',
        parameters: { type: 'gp3', encrypted: 'true' },
        volumeBindingMode: 'WaitForFirstConsumer',
      },
    ],
    priorityClasses: [],
    limitRanges: [],
    networkPolicies: [],
    webhookConfigurations: [],
    customResourceDefinitions: [],
    serviceAccounts: [],
    endpointSlices: [],
    nodePools: [],
    provisioners: [],
    nodeClasses: [],
    nodeClaims: [],
    nodeMetrics: [],
    podMetrics: [],
    volumeSnapshots: [],
    volumeSnapshotClasses: [],
    gateways: [],
    gatewayClasses: [],
    eniConfigs: [],
    securityGroupPolicies: [],
    targetGroupBindings: [],
    helmReleases: [],
    missingAccess: [],
  };
}

/** An inventory of {@link healthyParts}, with the given parts in their place. */
export function healthyInventory(
  overrides: Partial<InventoryParts> = {},
): Inventory {
  return inventoryOf({ ...healthyParts(), ...overrides });
}

/** Parts, all of them read, as an inventory. */
export function inventoryOf(parts: InventoryParts): Inventory {
  return {
    clusterArn: parts.cluster.arn,
    clusterName: parts.cluster.name,
    readAt: NOW.toISOString(),
    parts: readAll(parts),
  };
}

/** The same inventory with one part in another state of reading. */
export function withPart<P extends InventoryPart>(
  inventory: Inventory,
  part: P,
  state: Read<InventoryParts[P]>,
): Inventory {
  return { ...inventory, parts: { ...inventory.parts, [part]: state } };
}

export const DENIED: Unread = {
  reason: 'denied',
  operation: 'list what the test is about',
  message: 'forbidden',
  remedy: 'Grant it.',
};

/** The same inventory, with the given parts unread. */
export function withUnread(
  inventory: Inventory,
  parts: readonly InventoryPart[],
  why: Unread = DENIED,
): Inventory {
  return parts.reduce(
    (changed, part) => withPart(changed, part, unread(why)),
    inventory,
  );
}

/** The same inventory, with something missing from a part that was read. */
export function withMissing(
  inventory: Inventory,
  part: InventoryPart,
  what: string,
  why: Unread = DENIED,
): Inventory {
  const state = inventory.parts[part];
  if (state.state === 'unread') return inventory;
  return {
    ...inventory,
    parts: {
      ...inventory.parts,
      [part]: { ...state, missing: [...state.missing, { what, unread: why }] },
    },
  };
}

function readAll(parts: InventoryParts): Inventory['parts'] {
  const states: Partial<Record<InventoryPart, unknown>> = {};
  for (const [part, value] of Object.entries(parts)) {
    states[part as InventoryPart] = read(value);
  }
  return states as Inventory['parts'];
}
