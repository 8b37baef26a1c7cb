// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as eks from '@aws-sdk/client-eks';
import {
  AttachRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type DescribeInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { refusal, until } from '../../testing/clients';
import { ACCOUNT } from '../../testing/fleet';
import { startTestSandbox, type TestSandbox } from '../../testing/sandbox';

const NODE_ROLE = `arn:aws:iam::${ACCOUNT}:role/auto-node`;
const BETA = `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/beta`;

let t: TestSandbox;
beforeEach(async () => {
  t = await startTestSandbox();
});
afterEach(() => t.sandbox.close());

const on = {
  kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
  storageConfig: { blockStorage: { enabled: true } },
};
const off = {
  kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: false } },
  storageConfig: { blockStorage: { enabled: false } },
};

const config = (
  input: Partial<eks.UpdateClusterConfigCommandInput>,
  name = 'beta',
) => t.eks.send(new eks.UpdateClusterConfigCommand({ name, ...input }));
const enable = (name = 'beta') =>
  config(
    {
      computeConfig: {
        enabled: true,
        nodePools: ['system'],
        nodeRoleArn: NODE_ROLE,
      },
      ...on,
    },
    name,
  );
const ended = async (
  update: eks.Update | undefined,
  name = 'beta',
  more: Partial<eks.DescribeUpdateCommandInput> = {},
) =>
  until(
    async () =>
      (
        await t.eks.send(
          new eks.DescribeUpdateCommand({
            name,
            updateId: update?.id,
            ...more,
          }),
        )
      ).update,
    u => u?.status !== 'InProgress',
  );
const cluster = async (name = 'beta') =>
  (await t.eks.send(new eks.DescribeClusterCommand({ name }))).cluster;

describe('enabling Auto Mode (EKS User Guide, auto-enable-existing)', () => {
  it('is an update with intermediate states; success brings pools and the node access entry', async () => {
    t.sandbox.setPace(0.003);
    const { update } = await enable();
    expect(update).toMatchObject({
      status: 'InProgress',
      type: 'AutoModeUpdate',
    });
    const during = await cluster();
    expect(during).toMatchObject({
      status: 'UPDATING',
      computeConfig: { enabled: true },
    });
    expect(t.clusters.get('beta')?.autoMode).toBeUndefined();
    expect(
      await refusal(
        config({
          logging: { clusterLogging: [{ types: ['audit'], enabled: true }] },
        }),
      ),
    ).toBe('ResourceInUseException');
    expect(await ended(update)).toMatchObject({
      status: 'Successful',
      errors: [],
    });
    expect((await cluster())?.status).toBe('ACTIVE');
    expect(t.clusters.get('beta')?.autoMode).toMatchObject({
      nodePools: ['system'],
      nodeRoleName: 'auto-node',
      zones: ['us-east-1a', 'us-east-1b'],
    });
    const entry = await until(
      () =>
        t.eks
          .send(
            new eks.DescribeAccessEntryCommand({
              clusterName: 'beta',
              principalArn: NODE_ROLE,
            }),
          )
          .catch(() => undefined),
      found => found !== undefined,
    );
    expect(entry?.accessEntry?.type).toBe('EC2');
    const policies = await t.eks.send(
      new eks.ListAssociatedAccessPoliciesCommand({
        clusterName: 'beta',
        principalArn: NODE_ROLE,
      }),
    );
    expect(policies.associatedAccessPolicies?.[0].policyArn).toContain(
      'AmazonEKSAutoNodePolicy',
    );
    expect(
      (await t.eks.send(new eks.ListUpdatesCommand({ name: 'beta' })))
        .updateIds,
    ).toEqual([update?.id]);
  });

  it.each<[string, Partial<eks.UpdateClusterConfigCommandInput>, string]>([
    ['nothing', {}, 'InvalidParameterException'],
    [
      'only compute',
      { computeConfig: { enabled: true } },
      'InvalidParameterException',
    ],
    [
      'switches that differ',
      { computeConfig: { enabled: true }, ...off },
      'InvalidParameterException',
    ],
    [
      'pools without a role',
      { computeConfig: { enabled: true, nodePools: ['system'] }, ...on },
      'InvalidParameterException',
    ],
    [
      'a role without pools',
      { computeConfig: { enabled: true, nodeRoleArn: NODE_ROLE }, ...on },
      'InvalidParameterException',
    ],
    [
      'an unknown pool',
      {
        computeConfig: {
          enabled: true,
          nodePools: ['mine'],
          nodeRoleArn: NODE_ROLE,
        },
        ...on,
      },
      'InvalidParameterException',
    ],
    [
      'the cluster role as node role',
      {
        computeConfig: {
          enabled: true,
          nodePools: ['system'],
          nodeRoleArn: `arn:aws:iam::${ACCOUNT}:role/alpha-cluster`,
        },
        ...on,
      },
      'InvalidParameterException',
    ],
    [
      'a role that does not exist',
      {
        computeConfig: {
          enabled: true,
          nodePools: ['system'],
          nodeRoleArn: `arn:aws:iam::${ACCOUNT}:role/nobody`,
        },
        ...on,
      },
      'InvalidParameterException',
    ],
    [
      'disabling what is not enabled',
      { computeConfig: { enabled: false }, ...off },
      'InvalidRequestException',
    ],
    [
      'two kinds at once',
      {
        accessConfig: { authenticationMode: 'API' },
        upgradePolicy: { supportType: 'STANDARD' },
      },
      'InvalidParameterException',
    ],
  ])('is refused with %s', async (_, input, name) => {
    expect(await refusal(config(input))).toBe(name);
    expect((await cluster())?.status).toBe('ACTIVE');
  });

  it('gives the same update for the same client request token', async () => {
    const input = {
      name: 'beta',
      clientRequestToken: 'token-1',
      computeConfig: { enabled: true },
      ...on,
    };
    const first = await t.eks.send(new eks.UpdateClusterConfigCommand(input));
    const second = await t.eks.send(new eks.UpdateClusterConfigCommand(input));
    expect(second.update?.id).toBe(first.update?.id);
  });

  it('does not change the node role afterwards, and needs all three switches for pools too (set-builtin-node-pools)', async () => {
    await ended((await enable()).update);
    expect(
      await refusal(
        config({
          computeConfig: {
            enabled: true,
            nodePools: ['system', 'general-purpose'],
            nodeRoleArn: `arn:aws:iam::${ACCOUNT}:role/alpha-node`,
          },
          ...on,
        }),
      ),
    ).toBe('InvalidParameterException');
    expect(
      await refusal(
        config({
          computeConfig: {
            enabled: true,
            nodePools: ['system', 'general-purpose'],
            nodeRoleArn: NODE_ROLE,
          },
        }),
      ),
    ).toBe('InvalidParameterException');
    const { update } = await config({
      computeConfig: {
        enabled: true,
        nodePools: ['system', 'general-purpose'],
        nodeRoleArn: NODE_ROLE,
      },
      ...on,
    });
    await ended(update);
    expect(t.clusters.get('beta')?.autoMode?.nodePools).toEqual([
      'system',
      'general-purpose',
    ]);
  });

  it('launches only for a cluster role with session tags and policies; EC2 hides what it launched (automode-learn-instances)', async () => {
    await ended((await enable()).update);
    const launch = () =>
      t.sandbox.cloud.launchAutoInstance(BETA, {
        nodePool: 'system',
        nodeClaim: 'system-1',
        instanceType: 'm6i.large',
        zone: 'us-east-1a',
        labels: { 'karpenter.sh/nodepool': 'system' },
        taints: [],
        nodeRole: 'auto-node',
      });
    expect(await launch()).toEqual({
      refused: expect.stringContaining('sts:TagSession'),
    });
    await t.iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: 'alpha-cluster',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'eks.amazonaws.com' },
              Action: ['sts:AssumeRole', 'sts:TagSession'],
            },
          ],
        }),
      }),
    );
    const missing = await until(
      launch,
      r => 'refused' in r && r.refused.includes('policies missing'),
    );
    expect(missing).toEqual({
      refused: expect.stringContaining(
        'AmazonEKSComputePolicy, AmazonEKSNetworkingPolicy',
      ),
    });
    for (const name of [
      'AmazonEKSComputePolicy',
      'AmazonEKSNetworkingPolicy',
    ]) {
      await t.iam.send(
        new AttachRolePolicyCommand({
          RoleName: 'alpha-cluster',
          PolicyArn: `arn:aws:iam::aws:policy/${name}`,
        }),
      );
    }
    const launched = await until(launch, r => 'instance' in r);
    if (!('instance' in launched)) throw new Error('refused');
    const id = launched.instance.instanceId;
    const instances = async (input: DescribeInstancesCommandInput) =>
      (
        await t.ec2.send(new DescribeInstancesCommand(input))
      ).Reservations?.flatMap(r => r.Instances ?? []) ?? [];
    const ids = async (input: DescribeInstancesCommandInput) =>
      (await instances(input)).map(i => i.InstanceId);
    expect(await ids({})).not.toContain(id);
    expect(await ids({ IncludeManagedResources: true })).toContain(id);
    expect(await ids({ InstanceIds: [id] })).toEqual([id]);
    // AmazonEKSComputePolicy lets nothing be launched without.
    expect((await instances({ InstanceIds: [id] }))[0].Tags).toContainEqual({
      Key: 'eks:kubernetes-node-pool-name',
      Value: 'system',
    });
    const full = await t.sandbox.cloud.launchAutoInstance(BETA, {
      nodePool: 'p',
      nodeClaim: 'c',
      instanceType: 'm6i.large',
      zone: 'us-east-1c',
      labels: {},
      taints: [],
      nodeRole: 'auto-node',
    });
    expect(full).toEqual({ refused: expect.stringContaining('us-east-1c') });
    // A class of one's own chooses other subnets than the cluster's.
    const inSubnet = (name: string) =>
      t.sandbox.cloud.launchAutoInstance(BETA, {
        nodePool: 'p',
        nodeClaim: name,
        instanceType: 'm6i.large',
        zone: 'us-east-1c',
        labels: {},
        taints: [],
        nodeRole: 'auto-node',
        subnets: [{ tags: { Name: name } }, { id: 'subnet-unknown' }],
      });
    expect(await inSubnet('tight')).toEqual({
      refused: expect.stringContaining('InsufficientFreeAddressesInSubnet'),
    });
    expect(await inSubnet('private-a')).toEqual({
      refused: expect.stringContaining('no subnet of the node class'),
    });
    expect(await inSubnet('spare')).toHaveProperty('instance');
    // Disabling ends every Auto instance (auto-disable).
    await ended(
      (
        await config({ computeConfig: { enabled: false }, ...off })
      ).update,
    );
    expect(t.clusters.get('beta')?.autoMode).toBeUndefined();
    expect(t.clusters.get('beta')?.terminated).toContain(id);
  });
});

describe('the authentication mode (EKS User Guide, setting-up-access-entries)', () => {
  it("goes one step at a time and never back, and brings entries of the creator and of EKS' nodes", async () => {
    expect(await refusal(enable('alpha'))).toBe('InvalidRequestException');
    expect(
      await refusal(
        config({ accessConfig: { authenticationMode: 'API' } }, 'alpha'),
      ),
    ).toBe('InvalidParameterException');
    const { update } = await config(
      { accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' } },
      'alpha',
    );
    expect(update?.type).toBe('AccessConfigUpdate');
    await ended(update, 'alpha');
    const { accessEntries } = await until(
      () =>
        t.eks.send(new eks.ListAccessEntriesCommand({ clusterName: 'alpha' })),
      page => (page.accessEntries?.length ?? 0) > 0,
    );
    expect(accessEntries).toEqual([
      `arn:aws:iam::${ACCOUNT}:role/alpha-node`,
      `arn:aws:iam::${ACCOUNT}:role/cluster-creator`,
    ]);
    expect(
      await refusal(
        config({ accessConfig: { authenticationMode: 'CONFIG_MAP' } }, 'alpha'),
      ),
    ).toBe('InvalidParameterException');
  });
});

describe('access entries', () => {
  const principalArn = `arn:aws:iam::${ACCOUNT}:role/portal/assess`;
  const create = (input: Partial<eks.CreateAccessEntryCommandInput> = {}) =>
    t.eks.send(
      new eks.CreateAccessEntryCommand({
        clusterName: 'beta',
        principalArn,
        ...input,
      }),
    );

  it('are seen late, exist once, and refuse what EKS refuses', async () => {
    t.sandbox.setPace(0.2);
    await create({ kubernetesGroups: ['readers'] });
    expect(
      await refusal(
        t.eks.send(
          new eks.DescribeAccessEntryCommand({
            clusterName: 'beta',
            principalArn,
          }),
        ),
      ),
    ).toBe('ResourceNotFoundException');
    expect(await refusal(create())).toBe('ResourceInUseException');
    await until(
      () =>
        t.eks.send(new eks.ListAccessEntriesCommand({ clusterName: 'beta' })),
      p => p.accessEntries?.includes(principalArn) === true,
    );
    expect(
      await refusal(
        create({ principalArn: `arn:aws:iam::${ACCOUNT}:role/nobody` }),
      ),
    ).toBe('InvalidParameterException');
    expect(
      await refusal(
        create({
          principalArn: NODE_ROLE,
          type: 'EC2',
          kubernetesGroups: ['x'],
        }),
      ),
    ).toBe('InvalidParameterException');
    expect(
      await refusal(create({ principalArn: NODE_ROLE, username: 'system:me' })),
    ).toBe('InvalidParameterException');
    const policyArn =
      'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy';
    await t.eks.send(
      new eks.AssociateAccessPolicyCommand({
        clusterName: 'beta',
        principalArn,
        policyArn,
        accessScope: { type: 'cluster' },
      }),
    );
    expect(
      await refusal(
        t.eks.send(
          new eks.AssociateAccessPolicyCommand({
            clusterName: 'beta',
            principalArn,
            policyArn: `${policyArn}X`,
            accessScope: { type: 'cluster' },
          }),
        ),
      ),
    ).toBe('InvalidParameterException');
    await t.eks.send(
      new eks.UpdateAccessEntryCommand({
        clusterName: 'beta',
        principalArn,
        kubernetesGroups: ['writers'],
      }),
    );
    await t.eks.send(
      new eks.DisassociateAccessPolicyCommand({
        clusterName: 'beta',
        principalArn,
        policyArn,
      }),
    );
    await t.eks.send(
      new eks.DeleteAccessEntryCommand({ clusterName: 'beta', principalArn }),
    );
    expect(
      await refusal(
        t.eks.send(
          new eks.DeleteAccessEntryCommand({
            clusterName: 'beta',
            principalArn,
          }),
        ),
      ),
    ).toBe('ResourceNotFoundException');
  });
});

describe('add-ons', () => {
  it('are updated to a known version, one update at a time', async () => {
    t.sandbox.setPace(0.005);
    const update = (addonVersion: string) =>
      t.eks.send(
        new eks.UpdateAddonCommand({
          clusterName: 'alpha',
          addonName: 'vpc-cni',
          addonVersion,
          resolveConflicts: 'PRESERVE',
        }),
      );
    expect(await refusal(update('v9.9.9-eksbuild.1'))).toBe(
      'InvalidParameterException',
    );
    const begun = await update('v1.19.0-eksbuild.1');
    expect(await refusal(update('v1.19.5-eksbuild.1'))).toBe(
      'ResourceInUseException',
    );
    await ended(begun.update, 'alpha', { addonName: 'vpc-cni' });
    expect(t.clusters.get('alpha')?.addons.get('vpc-cni')).toBe(
      'v1.19.0-eksbuild.1',
    );
    const { addon } = await t.eks.send(
      new eks.CreateAddonCommand({
        clusterName: 'alpha',
        addonName: 'metrics-server',
      }),
    );
    expect(addon?.status).toBe('CREATING');
    expect(
      await refusal(
        t.eks.send(
          new eks.CreateAddonCommand({
            clusterName: 'alpha',
            addonName: 'metrics-server',
          }),
        ),
      ),
    ).toBe('ResourceInUseException');
    await until(
      () =>
        t.eks.send(
          new eks.DescribeAddonCommand({
            clusterName: 'alpha',
            addonName: 'metrics-server',
          }),
        ),
      r => r.addon?.status === 'ACTIVE',
    );
    await t.eks.send(
      new eks.DeleteAddonCommand({
        clusterName: 'alpha',
        addonName: 'metrics-server',
      }),
    );
    await until(
      () => t.eks.send(new eks.ListAddonsCommand({ clusterName: 'alpha' })),
      r => !r.addons?.includes('metrics-server'),
    );
  });
});

describe('managed node groups', () => {
  const describeGroup = async (nodegroupName = 'blue') =>
    (
      await t.eks.send(
        new eks.DescribeNodegroupCommand({
          clusterName: 'alpha',
          nodegroupName,
        }),
      )
    ).nodegroup;
  const resize = (
    scalingConfig: eks.NodegroupScalingConfig,
    nodegroupName = 'blue',
  ) =>
    t.eks.send(
      new eks.UpdateNodegroupConfigCommand({
        clusterName: 'alpha',
        nodegroupName,
        scalingConfig,
      }),
    );

  it('refuse sizes that do not go together', async () => {
    expect(await refusal(resize({ minSize: 3, maxSize: 2 }))).toBe(
      'InvalidParameterException',
    );
    expect(await refusal(resize({ desiredSize: 9 }))).toBe(
      'InvalidParameterException',
    );
    expect(
      await refusal(resize({ minSize: 0, desiredSize: 0, maxSize: 0 })),
    ).toBe('InvalidParameterException');
  });

  it('grow: the group follows at once, scalingConfig later, the node last', async () => {
    t.sandbox.setPace(0.01);
    const before = t.clusters.get('alpha')?.nodes.size ?? 0;
    const { update } = await resize({ desiredSize: 3 });
    expect((await describeGroup())?.scalingConfig?.desiredSize).toBe(2);
    expect((await describeGroup())?.status).toBe('UPDATING');
    expect(await refusal(resize({ desiredSize: 4 }))).toBe(
      'ResourceInUseException',
    );
    await ended(update, 'alpha', { nodegroupName: 'blue' });
    await until(describeGroup, g => g?.scalingConfig?.desiredSize === 3);
    await until(
      async () => t.clusters.get('alpha')?.nodes.size,
      n => n === before + 1,
    );
  });

  it('shrink without regard to budgets once fifteen minutes of polite drain are over (managed-node-update-behavior)', async () => {
    const alpha = t.clusters.get('alpha');
    if (!alpha) throw new Error('no alpha');
    alpha.stuck = new Set(alpha.nodes.keys());
    await resize({ minSize: 0, desiredSize: 0 });
    expect(alpha.drained).toHaveLength(2);
    expect(alpha.terminated).toEqual([]);
    await until(
      async () => alpha.terminated.length,
      n => n === 2,
    );
    const forced = t.sandbox.ledger
      .entries()
      .filter(e => e.via === 'sandbox:scale-in-forced');
    expect(forced).toHaveLength(2);
  });

  it('are deleted with force after five minutes, and their name is free only then (delete-managed-node-group)', async () => {
    const alpha = t.clusters.get('alpha');
    if (!alpha) throw new Error('no alpha');
    alpha.stuck = new Set(alpha.nodes.keys());
    const { nodegroup } = await t.eks.send(
      new eks.DeleteNodegroupCommand({
        clusterName: 'alpha',
        nodegroupName: 'blue',
      }),
    );
    expect(nodegroup?.status).toBe('DELETING');
    const create = () =>
      t.eks.send(
        new eks.CreateNodegroupCommand({
          clusterName: 'alpha',
          nodegroupName: 'blue',
          subnets: nodegroup?.subnets,
          nodeRole: nodegroup?.nodeRole,
          scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 4 },
          instanceTypes: ['m6i.large'],
          labels: { tier: 'web' },
        }),
      );
    expect(await refusal(create())).toBe('ResourceInUseException');
    await until(
      () => t.eks.send(new eks.ListNodegroupsCommand({ clusterName: 'alpha' })),
      r => !r.nodegroups?.includes('blue'),
    );
    expect(alpha.terminated).toHaveLength(2);
    const made = await create();
    expect(made.nodegroup?.status).toBe('CREATING');
    await until(describeGroup, g => g?.status === 'ACTIVE');
    const { AutoScalingGroups } = await t.autoScaling.send(
      new DescribeAutoScalingGroupsCommand({
        Filters: [{ Name: 'tag:eks:nodegroup-name', Values: ['blue'] }],
      }),
    );
    expect(
      AutoScalingGroups?.[0].Instances?.filter(
        i => i.LifecycleState === 'InService',
      ),
    ).toHaveLength(2);
    // EKS makes the template, and keeps pods away from the metadata of instances (al2023).
    const { LaunchTemplateVersions: versions } = await t.ec2.send(
      new DescribeLaunchTemplateVersionsCommand({
        LaunchTemplateId:
          AutoScalingGroups?.[0].LaunchTemplate?.LaunchTemplateId,
        Versions: ['1'],
      }),
    );
    expect(versions?.[0].LaunchTemplateData?.MetadataOptions).toMatchObject({
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 1,
    });
  });

  it('have no Amazon Linux 2 after 1.32 (eks-ami-deprecation-faqs)', async () => {
    const { subnets, nodeRole } = (await describeGroup('green')) ?? {};
    const create = () =>
      t.eks.send(
        new eks.CreateNodegroupCommand({
          clusterName: 'alpha',
          nodegroupName: 'al2',
          amiType: 'AL2_ARM_64',
          subnets,
          nodeRole,
        }),
      );
    await expect(create()).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(/AL2_ARM_64.*1\.32 or earlier/),
    });
  });

  it('change labels, taints and how they update', async () => {
    const { update } = await t.eks.send(
      new eks.UpdateNodegroupConfigCommand({
        clusterName: 'alpha',
        nodegroupName: 'green',
        labels: { addOrUpdateLabels: { a: 'b' } },
        taints: {
          removeTaints: [
            { key: 'dedicated', value: 'x', effect: 'NO_SCHEDULE' },
          ],
        },
        updateConfig: { maxUnavailable: 2 },
      }),
    );
    await ended(update, 'alpha', { nodegroupName: 'green' });
    expect(await describeGroup('green')).toMatchObject({
      status: 'ACTIVE',
      labels: { a: 'b' },
      taints: [],
      updateConfig: { maxUnavailable: 2 },
    });
  });
});

it('tags, Fargate profiles, logging and endpoint access', async () => {
  const arn = `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/alpha`;
  await t.eks.send(
    new eks.TagResourceCommand({ resourceArn: arn, tags: { a: '1' } }),
  );
  await t.eks.send(
    new eks.UntagResourceCommand({ resourceArn: arn, tagKeys: ['team'] }),
  );
  expect(
    (await t.eks.send(new eks.ListTagsForResourceCommand({ resourceArn: arn })))
      .tags,
  ).toEqual({ a: '1' });
  expect(
    await refusal(
      t.eks.send(
        new eks.TagResourceCommand({ resourceArn: `${arn}x`, tags: {} }),
      ),
    ),
  ).toBe('NotFoundException');
  await t.eks.send(
    new eks.CreateFargateProfileCommand({
      clusterName: 'alpha',
      fargateProfileName: 'two',
      podExecutionRoleArn: `arn:aws:iam::${ACCOUNT}:role/alpha-node`,
      selectors: [{ namespace: 'x' }],
    }),
  );
  await t.eks
    .send(
      new eks.DeleteFargateProfileCommand({
        clusterName: 'alpha',
        fargateProfileName: 'fp',
      }),
    )
    .catch(() => undefined);
  await until(
    () =>
      t.eks.send(
        new eks.DescribeFargateProfileCommand({
          clusterName: 'alpha',
          fargateProfileName: 'two',
        }),
      ),
    r => r.fargateProfile?.status === 'ACTIVE',
  );
  await ended(
    (
      await config({
        logging: { clusterLogging: [{ types: ['audit'], enabled: true }] },
      })
    ).update,
  );
  expect((await cluster())?.logging?.clusterLogging?.[0]).toEqual({
    types: ['audit'],
    enabled: true,
  });
  expect(
    await refusal(
      config({
        logging: { clusterLogging: [{ types: ['audit'], enabled: true }] },
      }),
    ),
  ).toBe('InvalidParameterException');
  await ended(
    (
      await config({ resourcesVpcConfig: { endpointPublicAccess: false } })
    ).update,
  );
  expect((await cluster())?.resourcesVpcConfig?.endpointPublicAccess).toBe(
    false,
  );
  expect(
    await refusal(
      config({ resourcesVpcConfig: { endpointPrivateAccess: false } }),
    ),
  ).toBe('InvalidParameterException');
});
