// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as asg from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as eks from '@aws-sdk/client-eks';
import * as iam from '@aws-sdk/client-iam';
import { refusal, until } from '../testing/clients';
import { ACCOUNT } from '../testing/fleet';
import { startTestSandbox, type TestSandbox } from '../testing/sandbox';

let t: TestSandbox;
beforeEach(async () => {
  t = await startTestSandbox();
});
afterEach(() => t.sandbox.close());

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'ec2.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
});
const COMPUTE = 'arn:aws:iam::aws:policy/AmazonEKSComputePolicy';

describe('IAM', () => {
  it('is read a while after it was written (IAM User Guide, troubleshoot_general)', async () => {
    t.sandbox.setPace(0.1);
    await t.iam.send(
      new iam.AttachRolePolicyCommand({
        RoleName: 'alpha-cluster',
        PolicyArn: COMPUTE,
      }),
    );
    const attached = async () =>
      (
        await t.iam.send(
          new iam.ListAttachedRolePoliciesCommand({
            RoleName: 'alpha-cluster',
          }),
        )
      ).AttachedPolicies?.map(p => p.PolicyArn) ?? [];
    expect(await attached()).not.toContain(COMPUTE);
    await until(attached, list => list.includes(COMPUTE));
    await t.iam.send(
      new iam.AttachRolePolicyCommand({
        RoleName: 'alpha-cluster',
        PolicyArn: COMPUTE,
      }),
    );
    expect(
      t.sandbox.ledger.entries().filter(e => e.via === 'iam:AttachRolePolicy'),
    ).toMatchObject([
      {
        object: 'iam:role/alpha-cluster',
        before: false,
        after: true,
        by: `arn:aws:iam::${ACCOUNT}:user/admin`,
      },
    ]);
    await t.iam.send(
      new iam.DetachRolePolicyCommand({
        RoleName: 'alpha-cluster',
        PolicyArn: COMPUTE,
      }),
    );
    expect(
      await refusal(
        t.iam.send(
          new iam.DetachRolePolicyCommand({
            RoleName: 'alpha-cluster',
            PolicyArn: COMPUTE,
          }),
        ),
      ),
    ).toBe('NoSuchEntityException');
  });

  it('makes, tags, trusts and deletes roles, and refuses what IAM refuses', async () => {
    const create = () =>
      t.iam.send(
        new iam.CreateRoleCommand({
          RoleName: 'fresh',
          AssumeRolePolicyDocument: TRUST,
          Tags: [{ Key: 'a', Value: 'b' }],
        }),
      );
    const { Role } = await create();
    expect(Role?.Arn).toBe(`arn:aws:iam::${ACCOUNT}:role/fresh`);
    expect(await refusal(create())).toBe('EntityAlreadyExistsException');
    await t.iam.send(
      new iam.TagRoleCommand({
        RoleName: 'fresh',
        Tags: [{ Key: 'c', Value: 'd' }],
      }),
    );
    await t.iam.send(
      new iam.UntagRoleCommand({ RoleName: 'fresh', TagKeys: ['a'] }),
    );
    await t.iam.send(
      new iam.PutRolePolicyCommand({
        RoleName: 'fresh',
        PolicyName: 'own',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
          ],
        }),
      }),
    );
    await until(
      () =>
        t.iam
          .send(new iam.ListRoleTagsCommand({ RoleName: 'fresh' }))
          .then(r => r.Tags),
      tags => JSON.stringify(tags) === '[{"Key":"c","Value":"d"}]',
    );
    const own = await until(
      () =>
        t.iam
          .send(
            new iam.GetRolePolicyCommand({
              RoleName: 'fresh',
              PolicyName: 'own',
            }),
          )
          .catch(() => undefined),
      p => p !== undefined,
    );
    expect(decodeURIComponent(own?.PolicyDocument ?? '')).toContain(
      's3:GetObject',
    );
    await t.iam.send(
      new iam.AttachRolePolicyCommand({
        RoleName: 'fresh',
        PolicyArn: COMPUTE,
      }),
    );
    expect(
      await refusal(
        t.iam.send(new iam.DeleteRoleCommand({ RoleName: 'fresh' })),
      ),
    ).toBe('DeleteConflictException');
    await t.iam.send(
      new iam.DetachRolePolicyCommand({
        RoleName: 'fresh',
        PolicyArn: COMPUTE,
      }),
    );
    await t.iam.send(
      new iam.DeleteRolePolicyCommand({ RoleName: 'fresh', PolicyName: 'own' }),
    );
    await t.iam.send(new iam.DeleteRoleCommand({ RoleName: 'fresh' }));
    await until(
      () =>
        refusal(
          t.iam.send(new iam.GetRoleCommand({ RoleName: 'fresh' })),
        ).catch(() => ''),
      name => name === 'NoSuchEntityException',
    );
    expect(
      await refusal(
        t.iam.send(
          new iam.CreateRoleCommand({
            RoleName: 'bad',
            AssumeRolePolicyDocument: '{',
          }),
        ),
      ),
    ).toBe('MalformedPolicyDocumentException');
    expect(
      await refusal(
        t.iam.send(
          new iam.UpdateAssumeRolePolicyCommand({
            RoleName: 'alpha-node',
            PolicyDocument:
              '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}',
          }),
        ),
      ),
    ).toBe('MalformedPolicyDocumentException');
    expect(
      await refusal(
        t.iam.send(
          new iam.AttachRolePolicyCommand({
            RoleName: 'AWSServiceRoleForAmazonEKS',
            PolicyArn: COMPUTE,
          }),
        ),
      ),
    ).toBe('UnmodifiableEntityException');
    expect(
      await refusal(
        t.iam.send(
          new iam.AttachRolePolicyCommand({
            RoleName: 'alpha-node',
            PolicyArn: 'arn:aws:iam::aws:policy/Nothing',
          }),
        ),
      ),
    ).toBe('NoSuchEntityException');
  });

  it('keeps the quota of attached policies', async () => {
    t.sandbox.world.account(ACCOUNT).iam.attachedPolicyQuota = 1;
    expect(
      await refusal(
        t.iam.send(
          new iam.AttachRolePolicyCommand({
            RoleName: 'alpha-cluster',
            PolicyArn: COMPUTE,
          }),
        ),
      ),
    ).toBe('LimitExceededException');
  });

  it('makes policies of the account', async () => {
    const { Policy } = await t.iam.send(
      new iam.CreatePolicyCommand({
        PolicyName: 'mine',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
        }),
      }),
    );
    expect(
      (
        await t.iam.send(new iam.ListPoliciesCommand({ Scope: 'Local' }))
      ).Policies?.map(p => p.Arn),
    ).toEqual([Policy?.Arn]);
    const profile = await t.iam.send(
      new iam.GetInstanceProfileCommand({ InstanceProfileName: 'alpha-node' }),
    );
    expect(profile.InstanceProfile?.Roles?.[0].RoleName).toBe('alpha-node');
  });
});

describe('EC2', () => {
  it('tags and untags, and only shows what it would do under DryRun', async () => {
    const { Subnets } = await t.ec2.send(new ec2.DescribeSubnetsCommand({}));
    const id = Subnets?.[0].SubnetId ?? '';
    const Tags = [{ Key: 'kubernetes.io/role/internal-elb', Value: '1' }];
    const tags = async () =>
      (
        await t.ec2.send(
          new ec2.DescribeTagsCommand({
            Filters: [{ Name: 'resource-id', Values: [id] }],
          }),
        )
      ).Tags?.map(x => x.Key);
    expect(
      await refusal(
        t.ec2.send(
          new ec2.CreateTagsCommand({ Resources: [id], Tags, DryRun: true }),
        ),
      ),
    ).toBe('DryRunOperation');
    expect(await tags()).toEqual(['Name']);
    await t.ec2.send(new ec2.CreateTagsCommand({ Resources: [id], Tags }));
    expect(await tags()).toEqual(['Name', Tags[0].Key]);
    await t.ec2.send(
      new ec2.DeleteTagsCommand({
        Resources: [id],
        Tags: [{ Key: Tags[0].Key, Value: 'other' }],
      }),
    );
    expect(await tags()).toHaveLength(2);
    await t.ec2.send(new ec2.DeleteTagsCommand({ Resources: [id], Tags }));
    expect(await tags()).toEqual(['Name']);
    expect(
      await refusal(
        t.ec2.send(
          new ec2.CreateTagsCommand({ Resources: ['subnet-0nobody'], Tags }),
        ),
      ),
    ).toBe('InvalidSubnetID.NotFound');
    expect(
      t.sandbox.ledger.entries().map(e => [e.field, e.before, e.after]),
    ).toEqual([
      ['tag:kubernetes.io/role/internal-elb', undefined, '1'],
      ['tag:kubernetes.io/role/internal-elb', '1', undefined],
    ]);
  });

  it('authorises and revokes rules once each', async () => {
    const { SecurityGroups } = await t.ec2.send(
      new ec2.DescribeSecurityGroupsCommand({
        Filters: [{ Name: 'group-name', Values: ['extra'] }],
      }),
    );
    const GroupId = SecurityGroups?.[0].GroupId;
    const IpPermissions = [
      {
        IpProtocol: 'udp',
        FromPort: 53,
        ToPort: 53,
        UserIdGroupPairs: [{ GroupId }],
      },
    ];
    const { SecurityGroupRules } = await t.ec2.send(
      new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }),
    );
    expect(SecurityGroupRules?.[0]).toMatchObject({
      IsEgress: false,
      FromPort: 53,
      ReferencedGroupInfo: { GroupId },
    });
    expect(
      await refusal(
        t.ec2.send(
          new ec2.AuthorizeSecurityGroupIngressCommand({
            GroupId,
            IpPermissions,
          }),
        ),
      ),
    ).toBe('InvalidPermission.Duplicate');
    await t.ec2.send(
      new ec2.RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }),
    );
    expect(
      await refusal(
        t.ec2.send(
          new ec2.RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }),
        ),
      ),
    ).toBe('InvalidPermission.NotFound');
    await t.ec2.send(
      new ec2.AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions }),
    );
    await t.ec2.send(
      new ec2.RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions }),
    );
    const after = await t.ec2.send(
      new ec2.DescribeSecurityGroupsCommand({ GroupIds: [GroupId ?? ''] }),
    );
    expect(after.SecurityGroups?.[0].IpPermissions).toEqual(
      SecurityGroups?.[0].IpPermissions,
    );
  });

  it('makes a snapshot, and refills a group whose instance was ended', async () => {
    const snapshot = await t.ec2.send(
      new ec2.CreateSnapshotCommand({ VolumeId: 'vol-0aaaaaaaaaaaaaaaa' }),
    );
    expect(
      (
        await t.ec2.send(
          new ec2.DescribeSnapshotsCommand({
            SnapshotIds: [snapshot.SnapshotId ?? ''],
          }),
        )
      ).Snapshots,
    ).toHaveLength(1);
    const own = async () =>
      (
        await t.autoScaling.send(
          new asg.DescribeAutoScalingGroupsCommand({
            AutoScalingGroupNames: ['own'],
          }),
        )
      ).AutoScalingGroups?.[0];
    const lost = (await own())?.Instances?.[0].InstanceId ?? '';
    await t.ec2.send(
      new ec2.TerminateInstancesCommand({ InstanceIds: [lost] }),
    );
    expect(t.clusters.get('alpha')?.terminated).toEqual([lost]);
    const refilled = await until(
      own,
      g =>
        g?.Instances?.some(
          i => i.LifecycleState === 'InService' && i.InstanceId !== lost,
        ) === true,
    );
    expect(refilled?.Instances).toHaveLength(1);
  });
});

describe('Auto Scaling', () => {
  const own = async () =>
    (
      await t.autoScaling.send(
        new asg.DescribeAutoScalingGroupsCommand({
          AutoScalingGroupNames: ['own'],
        }),
      )
    ).AutoScalingGroups?.[0];

  it('refuses sizes that do not go together', async () => {
    const update = (input: Partial<asg.UpdateAutoScalingGroupCommandInput>) =>
      refusal(
        t.autoScaling.send(
          new asg.UpdateAutoScalingGroupCommand({
            AutoScalingGroupName: 'own',
            ...input,
          }),
        ),
      );
    expect(await update({ MinSize: 5 })).toBe('ValidationError');
    expect(await update({ DesiredCapacity: 9 })).toBe('ValidationError');
    expect(
      await refusal(
        t.autoScaling.send(
          new asg.SetDesiredCapacityCommand({
            AutoScalingGroupName: 'own',
            DesiredCapacity: 9,
          }),
        ),
      ),
    ).toBe('ValidationError');
    expect(
      await refusal(
        t.autoScaling.send(
          new asg.UpdateAutoScalingGroupCommand({
            AutoScalingGroupName: 'nobody',
          }),
        ),
      ),
    ).toBe('ValidationError');
  });

  it('shrinks a self-managed group at once, unless Terminate is suspended', async () => {
    await t.autoScaling.send(
      new asg.SuspendProcessesCommand({
        AutoScalingGroupName: 'own',
        ScalingProcesses: ['Terminate'],
      }),
    );
    await t.autoScaling.send(
      new asg.UpdateAutoScalingGroupCommand({
        AutoScalingGroupName: 'own',
        MinSize: 0,
        MaxSize: 3,
        DesiredCapacity: 0,
      }),
    );
    expect((await own())?.Instances).toHaveLength(1);
    await t.autoScaling.send(
      new asg.ResumeProcessesCommand({
        AutoScalingGroupName: 'own',
        ScalingProcesses: ['Terminate'],
      }),
    );
    await until(own, g => g?.Instances?.length === 0);
    expect(t.clusters.get('alpha')?.terminated).toHaveLength(1);
    await t.autoScaling.send(
      new asg.DeleteAutoScalingGroupCommand({ AutoScalingGroupName: 'own' }),
    );
    expect(await own()).toBeUndefined();
  });

  it('protects, ends one with its place, and tags', async () => {
    const id = (await own())?.Instances?.[0].InstanceId ?? '';
    await t.autoScaling.send(
      new asg.SetInstanceProtectionCommand({
        AutoScalingGroupName: 'own',
        InstanceIds: [id],
        ProtectedFromScaleIn: true,
      }),
    );
    await t.autoScaling.send(
      new asg.SetDesiredCapacityCommand({
        AutoScalingGroupName: 'own',
        DesiredCapacity: 0,
      }),
    );
    expect((await own())?.Instances?.[0].LifecycleState).toBe('InService');
    await t.autoScaling.send(
      new asg.SetDesiredCapacityCommand({
        AutoScalingGroupName: 'own',
        DesiredCapacity: 1,
      }),
    );
    const { Activity } = await t.autoScaling.send(
      new asg.TerminateInstanceInAutoScalingGroupCommand({
        InstanceId: id,
        ShouldDecrementDesiredCapacity: true,
      }),
    );
    expect(Activity?.StatusCode).toBe('InProgress');
    expect((await own())?.DesiredCapacity).toBe(0);
    await t.autoScaling.send(
      new asg.CreateOrUpdateTagsCommand({
        Tags: [
          {
            ResourceId: 'own',
            ResourceType: 'auto-scaling-group',
            Key: 'k',
            Value: 'v',
            PropagateAtLaunch: false,
          },
        ],
      }),
    );
    expect((await own())?.Tags?.find(x => x.Key === 'k')?.Value).toBe('v');
    await t.autoScaling.send(
      new asg.DeleteTagsCommand({
        Tags: [
          { ResourceId: 'own', ResourceType: 'auto-scaling-group', Key: 'k' },
        ],
      }),
    );
    expect((await own())?.Tags?.some(x => x.Key === 'k')).toBe(false);
  });
});

describe('what a person changes by hand', () => {
  it('gives a service account a role, once', async () => {
    const input = {
      clusterName: 'alpha',
      namespace: 'shop',
      serviceAccount: 'reports',
      roleArn: `arn:aws:iam::${ACCOUNT}:role/any`,
    };
    const { association } = await t.eks.send(
      new eks.CreatePodIdentityAssociationCommand(input),
    );
    expect(association).toMatchObject(input);
    expect(association?.associationId).toMatch(/^a-/);
    const { associations } = await t.eks.send(
      new eks.ListPodIdentityAssociationsCommand({
        clusterName: 'alpha',
        serviceAccount: 'reports',
      }),
    );
    expect(associations).toHaveLength(1);
    expect(
      await refusal(
        t.eks.send(new eks.CreatePodIdentityAssociationCommand(input)),
      ),
    ).toBe('ResourceInUseException');
  });

  it('switches one attribute of a VPC at a time', async () => {
    const { Vpcs } = await t.ec2.send(new ec2.DescribeVpcsCommand({}));
    const VpcId = Vpcs?.[0].VpcId;
    const now = async () =>
      (
        await t.ec2.send(
          new ec2.DescribeVpcAttributeCommand({
            VpcId,
            Attribute: 'enableDnsHostnames',
          }),
        )
      ).EnableDnsHostnames?.Value;
    for (const Value of [false, true]) {
      await t.ec2.send(
        new ec2.ModifyVpcAttributeCommand({
          VpcId,
          EnableDnsHostnames: { Value },
        }),
      );
      expect(await now()).toBe(Value);
    }
    expect(
      await refusal(
        t.ec2.send(
          new ec2.ModifyVpcAttributeCommand({
            VpcId,
            EnableDnsHostnames: { Value: true },
            EnableDnsSupport: { Value: true },
          }),
        ),
      ),
    ).toBe('InvalidParameterCombination');
  });
});
