// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { InventoryParts } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type {
  ExactChange,
  PlanOptions,
  PlanStep,
  StepKind,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { versionFor } from '../../readiness/addonFloors';
import { healthyParts } from '../../readiness/testing/inventory';
import { plan } from '../plan';
import { planInput, untouchedParts } from '../testing/untouched';

type Change = (parts: InventoryParts) => void;

function step(
  kind: StepKind,
  from: InventoryParts,
  change: Change = () => {},
  options: PlanOptions = {},
): PlanStep | undefined {
  change(from);
  return plan(planInput(from, { options })).steps.find(
    one => one.kind === kind,
  );
}

function exact(found: PlanStep | undefined) {
  return (found?.changes ?? [])
    .filter((change): change is ExactChange => change.type === 'exact')
    .map(({ api, target, request }) => ({ api, target, request }));
}

const CLUSTER = 'arn:aws:eks:us-east-1:111122223333:cluster/shop';
const CLUSTER_ROLE = 'arn:aws:iam::111122223333:role/shop-cluster';
const NODE_ROLE = 'arn:aws:iam::111122223333:role/AmazonEKSAutoNodeRole-shop';
const GROUP = 'arn:aws:eks:us-east-1:111122223333:nodegroup/shop/general/1';

const policy = (name: string) => `arn:aws:iam::aws:policy/${name}`;

describe('steps', () => {
  it.each<[StepKind, unknown[]]>([
    [
      'authentication-mode',
      [
        {
          api: 'eks:UpdateClusterConfig',
          target: CLUSTER,
          request: {
            name: 'shop',
            accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
          },
        },
      ],
    ],
    [
      'addons',
      [
        {
          api: 'eks:UpdateAddon',
          target: 'arn:aws:eks:us-east-1:111122223333:addon/shop/vpc-cni/1',
          request: {
            clusterName: 'shop',
            addonName: 'vpc-cni',
            addonVersion: 'v1.19.2-eksbuild.1',
            resolveConflicts: 'PRESERVE',
          },
        },
      ],
    ],
    [
      'cluster-role',
      [
        ...[
          'AmazonEKSComputePolicy',
          'AmazonEKSBlockStoragePolicyV2',
          'AmazonEKSLoadBalancingPolicy',
          'AmazonEKSNetworkingPolicy',
        ].map(name => ({
          api: 'iam:AttachRolePolicy',
          target: CLUSTER_ROLE,
          request: { RoleName: 'shop-cluster', PolicyArn: policy(name) },
        })),
        {
          api: 'iam:UpdateAssumeRolePolicy',
          target: CLUSTER_ROLE,
          request: {
            RoleName: 'shop-cluster',
            PolicyDocument: JSON.stringify({
              Version: '2012-10-17',
              Statement: [
                {
                  Sid: 'Cluster',
                  Effect: 'Allow',
                  Principal: { Service: 'eks.amazonaws.com' },
                  Action: ['sts:AssumeRole', 'sts:TagSession'],
                  Condition: {
                    StringEquals: { 'aws:SourceAccount': '111122223333' },
                  },
                },
              ],
            }),
          },
        },
      ],
    ],
    [
      'node-role',
      [
        {
          api: 'iam:CreateRole',
          target: NODE_ROLE,
          request: {
            RoleName: 'AmazonEKSAutoNodeRole-shop',
            AssumeRolePolicyDocument:
              '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
            Description: 'Nodes of EKS Auto Mode in cluster shop',
          },
        },
        ...[
          'AmazonEKSWorkerNodeMinimalPolicy',
          'AmazonEC2ContainerRegistryPullOnly',
        ].map(name => ({
          api: 'iam:AttachRolePolicy',
          target: NODE_ROLE,
          request: {
            RoleName: 'AmazonEKSAutoNodeRole-shop',
            PolicyArn: policy(name),
          },
        })),
      ],
    ],
    [
      'subnet-tags',
      ['a', 'b', 'c'].map(zone => ({
        api: 'ec2:CreateTags',
        target: `subnet-private-${zone}`,
        request: {
          Resources: [`subnet-private-${zone}`],
          Tags: [{ Key: 'kubernetes.io/role/internal-elb', Value: '1' }],
        },
      })),
    ],
    [
      'security-groups',
      [
        ['sg-cluster', 'sg-nodes'],
        ['sg-nodes', 'sg-cluster'],
      ].map(([receiver, sender]) => ({
        api: 'ec2:AuthorizeSecurityGroupIngress',
        target: receiver,
        request: {
          GroupId: receiver,
          IpPermissions: [
            { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: sender }] },
          ],
        },
      })),
    ],
    [
      'enable',
      [
        {
          api: 'eks:UpdateClusterConfig',
          target: CLUSTER,
          request: {
            name: 'shop',
            computeConfig: {
              enabled: true,
              nodePools: ['system'],
              nodeRoleArn: NODE_ROLE,
            },
            kubernetesNetworkConfig: {
              elasticLoadBalancing: { enabled: true },
            },
            storageConfig: { blockStorage: { enabled: true } },
          },
        },
      ],
    ],
    [
      'access-entry',
      [
        {
          api: 'eks:CreateAccessEntry',
          target: NODE_ROLE,
          request: {
            clusterName: 'shop',
            principalArn: NODE_ROLE,
            type: 'EC2',
          },
        },
        {
          api: 'eks:AssociateAccessPolicy',
          target: NODE_ROLE,
          request: {
            clusterName: 'shop',
            principalArn: NODE_ROLE,
            policyArn:
              'arn:aws:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy',
            accessScope: { type: 'cluster' },
          },
        },
      ],
    ],
    [
      'quiet-autoscalers',
      [
        {
          api: 'kubernetes:scale',
          target: 'apps/v1/Deployment/kube-system/cluster-autoscaler',
          request: { spec: { replicas: 0 } },
        },
        {
          api: 'autoscaling:SuspendProcesses',
          target: 'eks-general-1',
          request: {
            AutoScalingGroupName: 'eks-general-1',
            ScalingProcesses: ['AZRebalance'],
          },
        },
      ],
    ],
    [
      'shrink',
      [
        {
          api: 'autoscaling:CreateOrUpdateTags',
          target: 'eks-general-1',
          request: {
            Tags: [
              {
                ResourceId: 'eks-general-1',
                ResourceType: 'auto-scaling-group',
                Key: 'eks-auto-mode/original-sizes',
                Value: 'min=3 max=6 desired=3',
                PropagateAtLaunch: false,
              },
            ],
          },
        },
        {
          api: 'eks:UpdateNodegroupConfig',
          target: GROUP,
          request: {
            clusterName: 'shop',
            nodegroupName: 'general',
            scalingConfig: { minSize: 0, desiredSize: 0 },
          },
        },
      ],
    ],
    [
      'release',
      [
        {
          api: 'kubernetes:patch',
          target: 'karpenter.sh/v1/NodePool//migrated-general',
          request: { spec: { disruption: { budgets: [{ nodes: '10%' }] } } },
        },
      ],
    ],
    [
      'retire',
      [
        {
          api: 'eks:DeleteNodegroup',
          target: GROUP,
          request: { clusterName: 'shop', nodegroupName: 'general' },
        },
      ],
    ],
    [
      'clean-up',
      [
        ['sg-cluster', 'sg-nodes'],
        ['sg-nodes', 'sg-cluster'],
      ].map(([receiver, sender]) => ({
        api: 'ec2:RevokeSecurityGroupIngress',
        target: receiver,
        request: {
          GroupId: receiver,
          IpPermissions: [
            { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: sender }] },
          ],
        },
      })),
    ],
  ])('%s: the calls for an untouched cluster', (kind, calls) => {
    expect(exact(step(kind, untouchedParts()))).toEqual(calls);
  });

  it.each<[StepKind, string, Change]>([
    [
      'logging',
      'without the option',
      parts => {
        parts.cluster.logging = [];
      },
    ],
    ['authentication-mode', 'with access entries', () => {}],
    ['addons', 'with new add-ons', () => {}],
    ['cluster-role', 'with all policies', () => {}],
    [
      'cluster-role',
      'with the first version of the storage policy',
      parts => {
        if (parts.clusterRole.exists) {
          parts.clusterRole.role.attachedPolicies[2] = {
            name: 'AmazonEKSBlockStoragePolicy',
            arn: policy('AmazonEKSBlockStoragePolicy'),
          };
        }
      },
    ],
    ['node-role', 'with a role that is complete', () => {}],
    ['subnet-tags', 'with tags', () => {}],
    [
      'subnet-tags',
      'with a tag that somebody set to another value',
      parts => {
        parts.subnets[0].tags = { 'kubernetes.io/role/internal-elb': '0' };
      },
    ],
    ['security-groups', 'with one group for all', () => {}],
    ['definition-owner', 'without a tool', () => {}],
    [
      'quiet-autoscalers',
      'without Cluster Autoscaler where rebalancing is off already',
      parts => {
        parts.autoScalingGroups[0].suspendedProcesses = ['AZRebalance'];
      },
    ],
    [
      'shrink',
      'for a group without nodes',
      parts => {
        parts.nodegroups[0].scaling = { min: 0, max: 6, desired: 0 };
      },
    ],
  ])('%s: left out %s', (kind, _name, change) => {
    expect(step(kind, healthyParts(), change)).toBeUndefined();
  });

  it('attaches only what a role that is there lacks', () => {
    const found = step('node-role', healthyParts(), parts => {
      if (parts.autoNodeRole.exists) {
        parts.autoNodeRole.role.attachedPolicies.pop();
      }
    });
    expect(exact(found).map(({ api }) => api)).toEqual([
      'iam:AttachRolePolicy',
    ]);
    expect(found?.iam.map(({ action }) => action)).toEqual([
      'iam:AttachRolePolicy',
      'iam:DetachRolePolicy',
      'iam:GetRole',
      'iam:ListAttachedRolePolicies',
    ]);
  });

  it('tags what it creates where it is asked to', () => {
    const tags = { team: 'platform' };
    expect(
      exact(step('node-role', untouchedParts(), undefined, { tags }))[0]
        .request,
    ).toMatchObject({ Tags: [{ Key: 'team', Value: 'platform' }] });
    expect(
      exact(step('access-entry', untouchedParts(), undefined, { tags }))[0]
        .request,
    ).toMatchObject({ tags });
  });

  it('keeps the role that Auto Mode has, whatever is asked', () => {
    const found = step(
      'enable',
      healthyParts(),
      parts => {
        parts.cluster.autoMode = {
          compute: true,
          blockStorage: true,
          loadBalancing: true,
          nodePools: [],
          nodeRoleArn: NODE_ROLE,
        };
      },
      { nodeRoleArn: 'arn:aws:iam::111122223333:role/other' },
    );
    expect(exact(found)[0].request).toMatchObject({
      computeConfig: { nodePools: ['system'], nodeRoleArn: NODE_ROLE },
    });
    expect(found?.title).toBe('Give Auto Mode its own pools');
  });

  it('creates a class before the pool that needs it, and one canary a pool', () => {
    const change: Change = parts => {
      parts.nodegroups[0].diskSize = 200;
      parts.nodegroups[0].taints = [
        { key: 'own', value: 'x', effect: 'NO_SCHEDULE' },
      ];
      parts.pods = [];
    };
    expect(
      exact(step('node-pools', healthyParts(), change)).map(
        ({ api, target }) => [api, target],
      ),
    ).toEqual([
      ['kubernetes:create', 'eks.amazonaws.com/v1/NodeClass//migrated-general'],
      ['kubernetes:create', 'karpenter.sh/v1/NodePool//migrated-general'],
    ]);
    const canary = exact(
      step('canary', healthyParts(), change, { canaryImage: 'mirror/pause:1' }),
    );
    expect(canary.map(({ api }) => api)).toEqual([
      'kubernetes:create',
      'kubernetes:delete',
    ]);
    expect(canary[0].request).toMatchObject({
      metadata: {
        name: 'auto-mode-canary-migrated-general',
        namespace: 'kube-system',
      },
      spec: {
        nodeSelector: { 'karpenter.sh/nodepool': 'migrated-general' },
        tolerations: [
          { key: 'own', operator: 'Equal', value: 'x', effect: 'NoSchedule' },
        ],
        containers: [{ image: 'mirror/pause:1' }],
      },
    });
  });

  it('cordons every source that moves before the first drain', () => {
    const parts = healthyParts();
    parts.nodegroups.push({
      ...parts.nodegroups[0],
      name: 'second',
      arn: `${GROUP}2`,
      autoScalingGroups: [],
    });
    const drains = plan(planInput(parts)).steps.filter(
      one => one.kind === 'drain',
    );
    const scoped = drains.map(one =>
      one.changes.map(change =>
        change.type === 'scoped'
          ? [change.api, change.scope.source, change.maximum]
          : [],
      ),
    );
    expect(scoped).toEqual([
      [
        ['kubernetes:cordon', 'managed:general', 9],
        ['kubernetes:uncordon', 'managed:general', 9],
        ['kubernetes:cordon', 'managed:second', 6],
        ['kubernetes:uncordon', 'managed:second', 6],
        ['kubernetes:evict', 'managed:general', 34],
      ],
      [
        ['kubernetes:cordon', 'managed:second', 6],
        ['kubernetes:uncordon', 'managed:second', 6],
        ['kubernetes:evict', 'managed:second', 20],
      ],
    ]);
  });

  it.each([
    [
      {
        'alpha.eksctl.io/nodegroup-name': 'general',
        'aws:cloudformation:stack-name': 's',
      },
      'general belongs to eksctl: eksctl delete nodegroup --cluster shop --region us-east-1 --name general',
    ],
    [
      { 'aws:cloudformation:stack-name': 'nodes' },
      "general belongs to CloudFormation: aws cloudformation delete-stack --region us-east-1 --stack-name nodes (or take the group out of the stack's template)",
    ],
  ])('leaves groups of a stack to their owner: %j', (tags, note) => {
    const found = step('retire', healthyParts(), parts => {
      parts.nodegroups[0].tags = tags;
    });
    expect(found?.changes).toEqual([]);
    expect(found?.notes).toEqual([note]);
    expect(found?.gate?.type).toBe('approval');
  });

  it.each([
    [
      'Terraform',
      { ManagedBy: 'terraform' },
      'node_role_arn = "arn:aws:iam::111122223333:role/AmazonEKSAutoNodeRole-shop"',
    ],
    [
      'eksctl',
      { 'alpha.eksctl.io/cluster-name': 'shop' },
      'nodePools: [system]',
    ],
    [
      'CloudFormation',
      { 'aws:cloudformation:stack-name': 's' },
      'NodePools: [system]',
    ],
  ])('prints the edit for %s and waits', (tool, tags, line) => {
    const found = step('definition-owner', healthyParts(), parts => {
      parts.cluster.tags = tags;
    });
    expect(found?.gate).toMatchObject({
      type: 'acknowledge',
      edits: [{ tool, content: expect.stringContaining(line) }],
    });
  });

  it('takes the pool general-purpose in where it is asked for', () => {
    const options = { generalPurpose: true };
    expect(
      exact(step('enable', healthyParts(), undefined, options))[0].request,
    ).toMatchObject({
      computeConfig: { nodePools: ['general-purpose', 'system'] },
    });
  });

  it('soaks as long as it is told, or not at all', () => {
    expect(step('soak', healthyParts())?.gate).toEqual({
      type: 'soak',
      seconds: 900,
    });
    expect(
      step('soak', healthyParts(), undefined, { soakSeconds: 5 })?.gate,
    ).toEqual({ type: 'soak', seconds: 5 });
    expect(
      step('soak', healthyParts(), undefined, { soakSeconds: 0 }),
    ).toBeUndefined();
  });

  it('names what cannot be undone', () => {
    const irreversible = plan(planInput(untouchedParts()))
      .steps.filter(one => !one.undo.possible)
      .map(one => one.id);
    expect(irreversible).toEqual(['authentication-mode', 'retire']);
  });

  it('gives every change an id of its own and asks for the right to make it', () => {
    const { steps } = plan(
      planInput(untouchedParts(), { options: { enableLogging: true } }),
    );
    const changes = steps.flatMap(one => one.changes);
    expect(new Set(changes.map(change => change.id)).size).toBe(changes.length);
    const unasked = steps.flatMap(one =>
      one.changes
        .filter(({ api }) => !api.startsWith('kubernetes:'))
        .filter(({ api }) => !one.iam.some(({ action }) => action === api))
        .map(change => change.id),
    );
    expect(unasked).toEqual([]);
    expect(
      steps
        .filter(one =>
          one.changes.some(({ api }) => api.startsWith('kubernetes:')),
        )
        .filter(one => one.kubernetes.length === 0),
    ).toEqual([]);
  });

  it('takes the oldest version of an add-on that will do', () => {
    const addon = { ...healthyParts().addons[0], name: 'vpc-cni' };
    const versions = (...compatibleVersions: string[]) =>
      versionFor({ ...addon, compatibleVersions });
    expect(
      versions(
        'v1.20.4-eksbuild.1',
        'v1.19.0-eksbuild.1',
        'v1.18.9-eksbuild.3',
      ),
    ).toBe('v1.19.0-eksbuild.1');
    expect(versions('v1.18.9-eksbuild.3')).toBeUndefined();
  });
});
