// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  AutoScalingGroup,
  Node,
  Nodegroup,
  Pod,
  Subnet,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { node, pod } from '../cases/case';
import type { PlacementParts } from '../placeSources';

/** A subnet of zone `a`, `b` or `c`. */
export function aSubnet(zone: string, more: Partial<Subnet> = {}): Subnet {
  return {
    id: `subnet-${zone}`,
    vpcId: 'vpc-1',
    availabilityZone: `zone-${zone}`,
    cidr: '10.0.0.0/20',
    availableAddresses: 4000,
    mapPublicIpOnLaunch: false,
    ipv6Cidrs: [],
    tags: {},
    public: false,
    egress: true,
    ...more,
  };
}

/** A managed group with its Auto Scaling group and `count` nodes over zones a, b, c. */
export function aGroup(
  name: string,
  count: number,
  more: Partial<Nodegroup> = {},
  nodeOptions: Parameters<typeof node>[1] = {},
): { nodegroup: Nodegroup; group: AutoScalingGroup; nodes: Node[] } {
  const nodegroup: Nodegroup = {
    name,
    arn: `arn:aws:eks:us-east-1:111122223333:nodegroup/shop/${name}/1`,
    status: 'ACTIVE',
    amiType: 'AL2023_x86_64_STANDARD',
    capacityType: 'ON_DEMAND',
    instanceTypes: ['m6i.xlarge'],
    diskSize: 20,
    scaling: { min: count, max: count * 2, desired: count },
    subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
    nodeRoleArn: 'arn:aws:iam::111122223333:role/nodes',
    labels: {},
    taints: [],
    tags: {},
    autoScalingGroups: [`eks-${name}`],
    healthIssues: [],
    ...more,
  };
  const zones = ['a', 'b', 'c'];
  const id = (index: number) =>
    `i-${Buffer.from(name).toString('hex')}${index
      .toString(16)
      .padStart(4, '0')}`;
  const nodes = Array.from({ length: count }, (_, index) => {
    const zone = `zone-${zones[index % 3]}`;
    const made = node(`${name}-${index}`, {
      zone,
      ...nodeOptions,
      labels: {
        'eks.amazonaws.com/nodegroup': name,
        'node.kubernetes.io/instance-type': nodegroup.instanceTypes[0],
        ...nodegroup.labels,
        ...nodeOptions.labels,
      },
      allocatable: {
        cpu: '3920m',
        memory: '14Gi',
        pods: '58',
        ...nodeOptions.allocatable,
      },
    });
    made.spec.providerID = `aws:///${zone}/${id(index)}`;
    return made;
  });
  return {
    nodegroup,
    nodes,
    group: {
      name: `eks-${name}`,
      arn: `arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:1:autoScalingGroupName/eks-${name}`,
      min: count,
      max: count * 2,
      desired: count,
      instances: nodes.map((one, index) => ({
        id: id(index),
        lifecycleState: 'InService',
        protectedFromScaleIn: false,
        availabilityZone: one.metadata.labels?.['topology.kubernetes.io/zone'],
      })),
      suspendedProcesses: [],
      targetGroupArns: [],
      loadBalancerNames: [],
      tags: {},
      mixedInstances: false,
      subnetIds: nodegroup.subnetIds,
      lifecycleHooks: [],
      scalingPolicies: [],
      scheduledActions: [],
      notifications: [],
    },
  };
}

/** What placing reads, of a cluster with the given groups and pods. */
export function someParts(
  groups: ReturnType<typeof aGroup>[],
  pods: Pod[] = [],
  more: Partial<PlacementParts> = {},
): PlacementParts {
  return {
    cluster: {
      arn: 'arn:aws:eks:us-east-1:111122223333:cluster/shop',
      name: 'shop',
      accountId: '111122223333',
      region: 'us-east-1',
      partition: 'aws',
      version: '1.35',
      status: 'ACTIVE',
      roleArn: 'arn:aws:iam::111122223333:role/cluster',
      tags: {},
      authenticationMode: 'API_AND_CONFIG_MAP',
      healthIssues: [],
      network: {
        vpcId: 'vpc-1',
        subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
        securityGroupIds: [],
        clusterSecurityGroupId: 'sg-cluster',
        endpointPublicAccess: true,
        endpointPrivateAccess: true,
        publicAccessCidrs: ['0.0.0.0/0'],
        ipFamily: 'ipv4',
      },
      autoMode: {
        compute: false,
        blockStorage: false,
        loadBalancing: false,
        nodePools: [],
      },
      logging: [],
      encryption: [],
      outpost: false,
      connector: false,
      remoteNetwork: false,
    },
    nodegroups: groups.map(one => one.nodegroup),
    autoScalingGroups: groups.map(one => one.group),
    fargateProfiles: [],
    instances: [],
    instanceTypes: [],
    launchTemplates: [],
    subnets: ['a', 'b', 'c'].map(zone => aSubnet(zone)),
    nodes: groups.flatMap(one => one.nodes),
    pods,
    namespaces: [],
    persistentVolumes: [],
    persistentVolumeClaims: [],
    storageClasses: [],
    daemonSets: [],
    serviceAccounts: [],
    securityGroupPolicies: [],
    nodePools: [],
    nodeClasses: [],
    ...more,
  };
}

/** A pod of a ReplicaSet. */
export function aReplica(
  name: string,
  nodeName: string,
  spec: Parameters<typeof pod>[1] = {},
  controller = 'ReplicaSet',
): Pod {
  const app = name.split('-')[0];
  return pod(
    name,
    { nodeName, ...spec },
    {
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: controller,
          name: app,
          uid: `uid-${app}`,
          controller: true,
        },
      ],
    },
  );
}
