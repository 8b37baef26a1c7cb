// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Inventory,
  InventoryParts,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aDeployment } from '../../readiness/testing/objects';
import { healthyParts, inventoryOf } from '../../readiness/testing/inventory';
import type { PlanInput } from '../plan';

/** The parts of a cluster on one managed group on which nobody has prepared anything. */
export function untouchedParts(): InventoryParts {
  const parts = healthyParts();
  const autoscaler = aDeployment('cluster-autoscaler', {
    namespace: 'kube-system',
    replicas: 1,
  });
  const [group] = parts.nodegroups;
  const { clusterRole } = parts;
  if (!clusterRole.exists) {
    throw new Error('the fixture has a cluster role');
  }
  return {
    ...parts,
    cluster: {
      ...parts.cluster,
      authenticationMode: 'CONFIG_MAP',
      tags: { ManagedBy: 'terraform' },
      logging: ['api'],
    },
    clusterRole: {
      exists: true,
      role: {
        ...clusterRole.role,
        trust: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'Cluster',
              Effect: 'Allow',
              Principal: { Service: 'eks.amazonaws.com' },
              Action: 'sts:AssumeRole',
              Condition: {
                StringEquals: { 'aws:SourceAccount': '111122223333' },
              },
            },
          ],
        },
        attachedPolicies: clusterRole.role.attachedPolicies.slice(0, 1),
      },
    },
    autoNodeRole: {
      exists: false,
      arn: 'arn:aws:iam::111122223333:role/AmazonEKSAutoNodeRole-shop',
    },
    addons: parts.addons.map(addon =>
      addon.name === 'vpc-cni'
        ? {
            ...addon,
            version: 'v1.18.1-eksbuild.1',
            compatibleVersions: [
              'v1.20.4-eksbuild.1',
              'v1.19.2-eksbuild.1',
              'v1.18.1-eksbuild.1',
            ],
          }
        : addon,
    ),
    subnets: parts.subnets.map(subnet => ({ ...subnet, tags: {} })),
    nodegroups: [
      {
        ...group,
        labels: { team: 'shop', 'alpha.eksctl.io/nodegroup-name': 'general' },
      },
    ],
    instances: parts.instances.map(instance => ({
      ...instance,
      securityGroupIds: ['sg-nodes'],
    })),
    securityGroups: [
      ...parts.securityGroups,
      {
        id: 'sg-nodes',
        name: 'nodes',
        vpcId: 'vpc-1',
        tags: {},
        ingress: [],
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
    deployments: [...parts.deployments, autoscaler.deployment],
    replicaSets: [...parts.replicaSets, autoscaler.replicaSet],
    pods: [...parts.pods, ...autoscaler.pods],
  };
}

/** The input of a plan over the parts. */
export function planInput(
  parts: InventoryParts,
  more: Partial<Omit<PlanInput, 'inventory'>> & { inventory?: Inventory } = {},
): PlanInput {
  return {
    id: 'plan-1',
    number: 1,
    createdAt: '2026-11-21T06:00:00.000Z',
    createdBy: 'user:default/ann',
    inventory: inventoryOf(parts),
    findings: [],
    options: {},
    ...more,
  };
}
