// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as asg from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as s3 from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
} from '@aws-sdk/client-sts';
import { clients, refusal, until, type Clients } from '../testing/clients';
import { ADMIN } from '../testing/fleet';
import { freshAccount, inAccount } from '../testing/motoAccount';
import { startTestSandbox } from '../testing/sandbox';

/**
 * The same assertions on the sandbox and on moto, an independent emulator, wherever both should be AWS. moto is used
 * where MOTO_URL names one, in an account of its own; what moto does otherwise than AWS is not asked of it: the README lists it.
 */

interface Target extends Clients {
  subnetId: string;
  vpcId: string;
  securityGroupId: string;
  group: string;
  bucket: string;
  close(): Promise<void>;
}

const TRUST = (account: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
      },
    ],
  });

async function sandboxTarget(): Promise<Target> {
  const t = await startTestSandbox();
  const { Subnets } = await t.ec2.send(new ec2.DescribeSubnetsCommand({}));
  const { SecurityGroups } = await t.ec2.send(
    new ec2.DescribeSecurityGroupsCommand({
      Filters: [{ Name: 'group-name', Values: ['extra'] }],
    }),
  );
  await t.s3.send(new s3.CreateBucketCommand({ Bucket: 'contract-bucket' }));
  return {
    ...t,
    subnetId: Subnets?.[0].SubnetId ?? '',
    vpcId: Subnets?.[0].VpcId ?? '',
    securityGroupId: SecurityGroups?.[0].GroupId ?? '',
    group: 'own',
    bucket: 'contract-bucket',
    close: () => t.sandbox.close(),
  };
}

async function motoTarget(url: string): Promise<Target> {
  const account = freshAccount();
  const c = clients(url, ADMIN);
  for (const client of Object.values(c)) inAccount(client, account);
  const { Vpc } = await c.ec2.send(
    new ec2.CreateVpcCommand({ CidrBlock: '10.7.0.0/16' }),
  );
  const { Subnet } = await c.ec2.send(
    new ec2.CreateSubnetCommand({
      VpcId: Vpc?.VpcId,
      CidrBlock: '10.7.0.0/24',
      AvailabilityZone: 'us-east-1a',
    }),
  );
  const { GroupId } = await c.ec2.send(
    new ec2.CreateSecurityGroupCommand({
      GroupName: 'extra',
      Description: 'x',
      VpcId: Vpc?.VpcId,
    }),
  );
  const { Images } = await c.ec2.send(
    new ec2.DescribeImagesCommand({ Owners: ['amazon'], MaxResults: 5 }),
  );
  const { LaunchTemplate } = await c.ec2.send(
    new ec2.CreateLaunchTemplateCommand({
      LaunchTemplateName: 'lt',
      LaunchTemplateData: {
        ImageId: Images?.[0].ImageId,
        InstanceType: 'm5.large',
      },
    }),
  );
  await c.autoScaling.send(
    new asg.CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'own',
      MinSize: 0,
      MaxSize: 3,
      DesiredCapacity: 1,
      VPCZoneIdentifier: Subnet?.SubnetId,
      LaunchTemplate: {
        LaunchTemplateId: LaunchTemplate?.LaunchTemplateId,
        Version: '1',
      },
    }),
  );
  const bucket = `contract-bucket-${account}`;
  await c.s3.send(new s3.CreateBucketCommand({ Bucket: bucket }));
  return {
    ...c,
    subnetId: Subnet?.SubnetId ?? '',
    vpcId: Vpc?.VpcId ?? '',
    securityGroupId: GroupId ?? '',
    group: 'own',
    bucket,
    close: async () => undefined,
  };
}

const moto = process.env.MOTO_URL;
/** A suite that cannot run is shown as skipped, never left out. */
const targets: [string, typeof describe, () => Promise<Target>][] = [
  ['the sandbox', describe, sandboxTarget],
  [
    'moto (MOTO_URL)',
    moto ? describe : describe.skip,
    () => motoTarget(moto ?? ''),
  ],
];

for (const [title, suite, make] of targets) {
  suite(`the AWS contract on ${title}`, () => {
    let t: Target;
    let account: string;
    beforeAll(async () => {
      t = await make();
      account =
        (await t.sts.send(new GetCallerIdentityCommand({}))).Account ?? '';
    }, 60_000);
    afterAll(() => t?.close());

    describe('IAM', () => {
      const COMPUTE = 'arn:aws:iam::aws:policy/AmazonEKSComputePolicy';
      const attached = async () =>
        (
          await t.iam.send(
            new iam.ListAttachedRolePoliciesCommand({ RoleName: 'contract' }),
          )
        ).AttachedPolicies?.map(p => p.PolicyArn) ?? [];

      beforeAll(async () => {
        await t.iam.send(
          new iam.CreateRoleCommand({
            RoleName: 'contract',
            AssumeRolePolicyDocument: TRUST(account),
            Tags: [{ Key: 'a', Value: 'b' }],
          }),
        );
        await until(
          () =>
            t.iam
              .send(new iam.GetRoleCommand({ RoleName: 'contract' }))
              .catch(() => undefined),
          r => r !== undefined,
        );
      });

      it('encodes the trust policy, and shows tags', async () => {
        const { Role } = await t.iam.send(
          new iam.GetRoleCommand({ RoleName: 'contract' }),
        );
        expect(Role?.AssumeRolePolicyDocument).toContain('%22');
        expect(
          JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')),
        ).toEqual(JSON.parse(TRUST(account)));
        expect(Role?.Tags).toEqual([{ Key: 'a', Value: 'b' }]);
        expect(Role?.Arn).toBe(`arn:aws:iam::${account}:role/contract`);
      });

      it('attaches twice, detaches once', async () => {
        const order = { RoleName: 'contract', PolicyArn: COMPUTE };
        await t.iam.send(new iam.AttachRolePolicyCommand(order));
        await t.iam.send(new iam.AttachRolePolicyCommand(order));
        await until(attached, list => list.includes(COMPUTE));
        expect(
          await refusal(
            t.iam.send(new iam.DeleteRoleCommand({ RoleName: 'contract' })),
          ),
        ).toBe('DeleteConflictException');
        await t.iam.send(new iam.DetachRolePolicyCommand(order));
        await until(attached, list => list.length === 0);
        expect(
          await refusal(t.iam.send(new iam.DetachRolePolicyCommand(order))),
        ).toBe('NoSuchEntityException');
      });

      it('pages attached policies', async () => {
        const names = [
          'AmazonEKSClusterPolicy',
          'AmazonEKSWorkerNodePolicy',
          'AmazonEKS_CNI_Policy',
        ];
        for (const name of names)
          await t.iam.send(
            new iam.AttachRolePolicyCommand({
              RoleName: 'contract',
              PolicyArn: `arn:aws:iam::aws:policy/${name}`,
            }),
          );
        await until(attached, list => list.length === 3);
        const seen: (string | undefined)[] = [];
        let pages = 0;
        for await (const page of iam.paginateListAttachedRolePolicies(
          { client: t.iam, pageSize: 2 },
          { RoleName: 'contract' },
        )) {
          pages += 1;
          seen.push(...(page.AttachedPolicies ?? []).map(p => p.PolicyName));
        }
        expect([pages, seen.sort()]).toEqual([2, [...names].sort()]);
        for (const name of names)
          await t.iam.send(
            new iam.DetachRolePolicyCommand({
              RoleName: 'contract',
              PolicyArn: `arn:aws:iam::aws:policy/${name}`,
            }),
          );
      });

      it('names its errors', async () => {
        expect(
          await refusal(
            t.iam.send(new iam.GetRoleCommand({ RoleName: 'nobody' })),
          ),
        ).toBe('NoSuchEntityException');
        expect(
          await refusal(
            t.iam.send(
              new iam.CreateRoleCommand({
                RoleName: 'contract',
                AssumeRolePolicyDocument: TRUST(account),
              }),
            ),
          ),
        ).toBe('EntityAlreadyExistsException');
        expect(
          await refusal(
            t.iam.send(
              new iam.AttachRolePolicyCommand({
                RoleName: 'contract',
                PolicyArn: 'arn:aws:iam::aws:policy/NoSuchPolicyAtAll',
              }),
            ),
          ),
        ).toBe('NoSuchEntityException');
        expect(
          await refusal(
            t.iam.send(
              new iam.UpdateAssumeRolePolicyCommand({
                RoleName: 'contract',
                PolicyDocument: '{not json',
              }),
            ),
          ),
        ).toBe('MalformedPolicyDocumentException');
        expect(
          await refusal(
            t.iam.send(
              new iam.GetRolePolicyCommand({
                RoleName: 'contract',
                PolicyName: 'nothing',
              }),
            ),
          ),
        ).toBe('NoSuchEntityException');
      });

      it('keeps inline policies as they were written', async () => {
        const document = {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
          ],
        };
        await t.iam.send(
          new iam.PutRolePolicyCommand({
            RoleName: 'contract',
            PolicyName: 'own',
            PolicyDocument: JSON.stringify(document),
          }),
        );
        const read = await until(
          () =>
            t.iam
              .send(
                new iam.GetRolePolicyCommand({
                  RoleName: 'contract',
                  PolicyName: 'own',
                }),
              )
              .catch(() => undefined),
          r => r !== undefined,
        );
        expect(
          JSON.parse(decodeURIComponent(read?.PolicyDocument ?? '')),
        ).toEqual(document);
        await t.iam.send(
          new iam.DeleteRolePolicyCommand({
            RoleName: 'contract',
            PolicyName: 'own',
          }),
        );
      });

      it('gives a session of the role that knows its name', async () => {
        const { Credentials, AssumedRoleUser } = await t.sts.send(
          new AssumeRoleCommand({
            RoleArn: `arn:aws:iam::${account}:role/contract`,
            RoleSessionName: 'run-1',
          }),
        );
        expect(AssumedRoleUser?.Arn).toBe(
          `arn:aws:sts::${account}:assumed-role/contract/run-1`,
        );
        expect(Credentials?.Expiration?.getTime()).toBeGreaterThan(Date.now());
        expect(Credentials?.SessionToken).toBeTruthy();
      });
    });

    describe('EC2', () => {
      const tags = async () =>
        Object.fromEntries(
          (
            (
              await t.ec2.send(
                new ec2.DescribeSubnetsCommand({ SubnetIds: [t.subnetId] }),
              )
            ).Subnets?.[0].Tags ?? []
          ).map(x => [x.Key, x.Value]),
        );

      it('tags, and deletes a tag only with its value', async () => {
        const order = (Value?: string) => ({
          Resources: [t.subnetId],
          Tags: [{ Key: 'kubernetes.io/role/internal-elb', Value }],
        });
        await t.ec2.send(new ec2.CreateTagsCommand(order('1')));
        expect(await tags()).toMatchObject({
          'kubernetes.io/role/internal-elb': '1',
        });
        const found = await t.ec2.send(
          new ec2.DescribeSubnetsCommand({
            Filters: [
              { Name: 'tag:kubernetes.io/role/internal-elb', Values: ['1'] },
            ],
          }),
        );
        expect(found.Subnets?.map(s => s.SubnetId)).toEqual([t.subnetId]);
        await t.ec2.send(new ec2.DeleteTagsCommand(order('2')));
        expect(await tags()).toMatchObject({
          'kubernetes.io/role/internal-elb': '1',
        });
        await t.ec2.send(new ec2.DeleteTagsCommand(order('1')));
        expect(await tags()).not.toHaveProperty(
          'kubernetes.io/role/internal-elb',
        );
      });

      it('only tries under DryRun', async () => {
        expect(
          await refusal(
            t.ec2.send(
              new ec2.CreateTagsCommand({
                Resources: [t.subnetId],
                Tags: [{ Key: 'dry', Value: '1' }],
                DryRun: true,
              }),
            ),
          ),
        ).toBe('DryRunOperation');
        expect(await tags()).not.toHaveProperty('dry');
      });

      it('names what is not there', async () => {
        expect(
          await refusal(
            t.ec2.send(
              new ec2.DescribeSubnetsCommand({
                SubnetIds: ['subnet-00000000000000000'],
              }),
            ),
          ),
        ).toBe('InvalidSubnetID.NotFound');
        expect(
          await refusal(
            t.ec2.send(
              new ec2.DescribeVpcsCommand({
                VpcIds: ['vpc-00000000000000000'],
              }),
            ),
          ),
        ).toBe('InvalidVpcID.NotFound');
        expect(
          await refusal(
            t.ec2.send(
              new ec2.DescribeInstancesCommand({
                InstanceIds: ['i-00000000000000000'],
              }),
            ),
          ),
        ).toBe('InvalidInstanceID.NotFound');
        expect(
          await refusal(
            t.ec2.send(
              new ec2.DescribeSecurityGroupsCommand({
                GroupIds: ['sg-00000000000000000'],
              }),
            ),
          ),
        ).toBe('InvalidGroup.NotFound');
      });

      it('opens and closes a security group', async () => {
        const order = {
          GroupId: t.securityGroupId,
          IpPermissions: [
            {
              IpProtocol: 'tcp',
              FromPort: 10250,
              ToPort: 10250,
              UserIdGroupPairs: [{ GroupId: t.securityGroupId }],
            },
          ],
        };
        await t.ec2.send(new ec2.AuthorizeSecurityGroupIngressCommand(order));
        expect(
          await refusal(
            t.ec2.send(new ec2.AuthorizeSecurityGroupIngressCommand(order)),
          ),
        ).toBe('InvalidPermission.Duplicate');
        const { SecurityGroups } = await t.ec2.send(
          new ec2.DescribeSecurityGroupsCommand({
            GroupIds: [t.securityGroupId],
          }),
        );
        expect(
          SecurityGroups?.[0].IpPermissions?.some(
            p =>
              p.FromPort === 10250 &&
              p.UserIdGroupPairs?.[0].GroupId === t.securityGroupId,
          ),
        ).toBe(true);
        await t.ec2.send(new ec2.RevokeSecurityGroupIngressCommand(order));
        expect(
          await refusal(
            t.ec2.send(new ec2.RevokeSecurityGroupIngressCommand(order)),
          ),
        ).toBe('InvalidPermission.NotFound');
      });

      it('knows VPC attributes and instance types', async () => {
        const support = await t.ec2.send(
          new ec2.DescribeVpcAttributeCommand({
            VpcId: t.vpcId,
            Attribute: 'enableDnsSupport',
          }),
        );
        expect(support.EnableDnsSupport?.Value).toBe(true);
        const { InstanceTypes } = await t.ec2.send(
          new ec2.DescribeInstanceTypesCommand({
            InstanceTypes: [
              'm6i.large',
              'c7g.xlarge',
              'r5.2xlarge',
              't3.medium',
            ],
          }),
        );
        const facts = Object.fromEntries(
          (InstanceTypes ?? []).map(i => [
            i.InstanceType,
            [
              i.VCpuInfo?.DefaultVCpus,
              i.MemoryInfo?.SizeInMiB,
              i.ProcessorInfo?.SupportedArchitectures?.at(-1),
            ],
          ]),
        );
        expect(facts).toEqual({
          'm6i.large': [2, 8192, 'x86_64'],
          'c7g.xlarge': [4, 8192, 'arm64'],
          'r5.2xlarge': [8, 65536, 'x86_64'],
          't3.medium': [2, 4096, 'x86_64'],
        });
      });
    });

    describe('Auto Scaling', () => {
      const group = async () =>
        (
          await t.autoScaling.send(
            new asg.DescribeAutoScalingGroupsCommand({
              AutoScalingGroupNames: [t.group],
            }),
          )
        ).AutoScalingGroups?.[0];

      it('follows the desired capacity', async () => {
        expect(await group()).toMatchObject({
          MinSize: 0,
          DesiredCapacity: 1,
          MaxSize: 3,
        });
        await t.autoScaling.send(
          new asg.SetDesiredCapacityCommand({
            AutoScalingGroupName: t.group,
            DesiredCapacity: 2,
          }),
        );
        await until(
          group,
          g =>
            g?.Instances?.filter(i => i.LifecycleState === 'InService')
              .length === 2,
        );
        await t.autoScaling.send(
          new asg.UpdateAutoScalingGroupCommand({
            AutoScalingGroupName: t.group,
            MinSize: 0,
            MaxSize: 3,
            DesiredCapacity: 1,
          }),
        );
        await until(group, g => g?.Instances?.length === 1);
      });

      it('suspends and resumes processes, and keeps tags', async () => {
        const order = {
          AutoScalingGroupName: t.group,
          ScalingProcesses: ['Launch', 'Terminate'],
        };
        await t.autoScaling.send(new asg.SuspendProcessesCommand(order));
        expect(
          (await group())?.SuspendedProcesses?.map(p => p.ProcessName).sort(),
        ).toEqual(['Launch', 'Terminate']);
        await t.autoScaling.send(new asg.ResumeProcessesCommand(order));
        expect((await group())?.SuspendedProcesses).toEqual([]);
        const tag = {
          ResourceId: t.group,
          ResourceType: 'auto-scaling-group',
          Key: 'k',
          Value: 'v',
          PropagateAtLaunch: false,
        };
        await t.autoScaling.send(
          new asg.CreateOrUpdateTagsCommand({ Tags: [tag] }),
        );
        const found = await t.autoScaling.send(
          new asg.DescribeAutoScalingGroupsCommand({
            Filters: [{ Name: 'tag:k', Values: ['v'] }],
          }),
        );
        expect(
          found.AutoScalingGroups?.map(g => g.AutoScalingGroupName),
        ).toEqual([t.group]);
        await t.autoScaling.send(new asg.DeleteTagsCommand({ Tags: [tag] }));
        expect((await group())?.Tags?.some(x => x.Key === 'k')).toBe(false);
      });

      it('ends an instance with its place', async () => {
        const id = (await group())?.Instances?.[0].InstanceId;
        await t.autoScaling.send(
          new asg.TerminateInstanceInAutoScalingGroupCommand({
            InstanceId: id,
            ShouldDecrementDesiredCapacity: true,
          }),
        );
        const after = await until(group, g => g?.Instances?.length === 0);
        expect(after?.DesiredCapacity).toBe(0);
      });
    });

    describe('S3', () => {
      const put = (
        Key: string,
        Body: string | Buffer,
        more: Partial<s3.PutObjectCommandInput> = {},
      ) =>
        t.s3.send(
          new s3.PutObjectCommand({ Bucket: t.bucket, Key, Body, ...more }),
        );
      const read = async (
        Key: string,
        more: Partial<s3.GetObjectCommandInput> = {},
      ) =>
        (
          await t.s3.send(
            new s3.GetObjectCommand({ Bucket: t.bucket, Key, ...more }),
          )
        ).Body?.transformToString();

      it('keeps bytes, encryption and checksum', async () => {
        const written = await put('k/é +.txt', 'hello', {
          ServerSideEncryption: 'AES256',
          ChecksumAlgorithm: 'SHA256',
        });
        expect(written).toMatchObject({
          ServerSideEncryption: 'AES256',
          ChecksumSHA256: 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=',
          ETag: '"5d41402abc4b2a76b9719d911017c592"',
        });
        expect(await read('k/é +.txt')).toBe('hello');
        expect(await read('k/é +.txt', { Range: 'bytes=1-3' })).toBe('ell');
        const head = await t.s3.send(
          new s3.HeadObjectCommand({
            Bucket: t.bucket,
            Key: 'k/é +.txt',
            ChecksumMode: 'ENABLED',
          }),
        );
        expect(head).toMatchObject({
          ContentLength: 5,
          ChecksumSHA256: written.ChecksumSHA256,
        });
      });

      it('lets one of twenty win under IfNoneMatch', async () => {
        const results = await Promise.allSettled(
          Array.from({ length: 20 }, (_x, i) =>
            put('once', String(i), { IfNoneMatch: '*' }),
          ),
        );
        expect(results.filter(r => r.status === 'fulfilled')).toHaveLength(1);
        expect(
          new Set(
            results.flatMap(r =>
              r.status === 'rejected' ? [r.reason.name] : [],
            ),
          ),
        ).toEqual(new Set(['PreconditionFailed']));
      });

      it('puts parts together in order, and refuses small ones', async () => {
        const Key = 'parts';
        const start = async () =>
          (
            await t.s3.send(
              new s3.CreateMultipartUploadCommand({ Bucket: t.bucket, Key }),
            )
          ).UploadId;
        const part = async (
          UploadId: string | undefined,
          PartNumber: number,
          Body: Buffer,
        ) => ({
          PartNumber,
          ETag: (
            await t.s3.send(
              new s3.UploadPartCommand({
                Bucket: t.bucket,
                Key,
                UploadId,
                PartNumber,
                Body,
              }),
            )
          ).ETag,
        });
        const small = await start();
        const Parts = [
          await part(small, 1, Buffer.from('a')),
          await part(small, 2, Buffer.from('b')),
        ];
        expect(
          await refusal(
            t.s3.send(
              new s3.CompleteMultipartUploadCommand({
                Bucket: t.bucket,
                Key,
                UploadId: small,
                MultipartUpload: { Parts },
              }),
            ),
          ),
        ).toBe('EntityTooSmall');
        await t.s3.send(
          new s3.AbortMultipartUploadCommand({
            Bucket: t.bucket,
            Key,
            UploadId: small,
          }),
        );
        const UploadId = await start();
        const big = [
          await part(UploadId, 1, Buffer.alloc(5 * 1024 * 1024, 'x')),
          await part(UploadId, 2, Buffer.from('end')),
        ];
        const done = await t.s3.send(
          new s3.CompleteMultipartUploadCommand({
            Bucket: t.bucket,
            Key,
            UploadId,
            MultipartUpload: { Parts: big },
          }),
        );
        expect(done.ETag).toMatch(/-2"$/);
        expect(await read(Key, { Range: 'bytes=-4' })).toBe('xend');
      }, 30_000);

      it('lists by prefix, delimiter and page', async () => {
        for (const key of ['l/1', 'l/2', 'l/s/3']) await put(key, key);
        const { Contents, CommonPrefixes } = await t.s3.send(
          new s3.ListObjectsV2Command({
            Bucket: t.bucket,
            Prefix: 'l/',
            Delimiter: '/',
          }),
        );
        expect([Contents?.map(c => c.Key), CommonPrefixes]).toEqual([
          ['l/1', 'l/2'],
          [{ Prefix: 'l/s/' }],
        ]);
        const seen: (string | undefined)[] = [];
        for await (const page of s3.paginateListObjectsV2(
          { client: t.s3, pageSize: 1 },
          { Bucket: t.bucket, Prefix: 'l/' },
        ))
          seen.push(...(page.Contents ?? []).map(c => c.Key));
        expect(seen).toEqual(['l/1', 'l/2', 'l/s/3']);
      });

      it('keeps versions and delete markers', async () => {
        await t.s3.send(
          new s3.PutBucketVersioningCommand({
            Bucket: t.bucket,
            VersioningConfiguration: { Status: 'Enabled' },
          }),
        );
        const first = await put('v', 'one');
        await put('v', 'two');
        const gone = await t.s3.send(
          new s3.DeleteObjectCommand({ Bucket: t.bucket, Key: 'v' }),
        );
        expect(gone.DeleteMarker).toBe(true);
        expect(await refusal(read('v'))).toBe('NoSuchKey');
        expect(await read('v', { VersionId: first.VersionId })).toBe('one');
        const versions = await t.s3.send(
          new s3.ListObjectVersionsCommand({ Bucket: t.bucket, Prefix: 'v' }),
        );
        expect([
          versions.Versions?.length,
          versions.DeleteMarkers?.length,
        ]).toEqual([2, 1]);
      });

      it('names its errors', async () => {
        expect(await refusal(read('nothing'))).toBe('NoSuchKey');
        expect(
          await refusal(
            t.s3.send(
              new s3.HeadObjectCommand({ Bucket: t.bucket, Key: 'nothing' }),
            ),
          ),
        ).toBe('NotFound');
        expect(
          await refusal(
            t.s3.send(
              new s3.ListObjectsV2Command({ Bucket: 'no-such-bucket-at-all' }),
            ),
          ),
        ).toBe('NoSuchBucket');
        expect(
          await refusal(
            t.s3.send(
              new s3.HeadBucketCommand({ Bucket: 'no-such-bucket-at-all' }),
            ),
          ),
        ).toBe('NotFound');
        expect(
          await refusal(
            t.s3.send(new s3.DeleteBucketCommand({ Bucket: t.bucket })),
          ),
        ).toBe('BucketNotEmpty');
        expect(
          await refusal(
            t.s3.send(
              new s3.AbortMultipartUploadCommand({
                Bucket: t.bucket,
                Key: 'x',
                UploadId: 'nothing',
              }),
            ),
          ),
        ).toBe('NoSuchUpload');
        expect(
          await refusal(
            t.s3.send(new s3.GetBucketPolicyCommand({ Bucket: t.bucket })),
          ),
        ).toBe('NoSuchBucketPolicy');
      });

      it('keeps a version under compliance', async () => {
        const Bucket = 'contract-locked';
        await t.s3.send(
          new s3.CreateBucketCommand({
            Bucket,
            ObjectLockEnabledForBucket: true,
          }),
        );
        const { VersionId } = await t.s3.send(
          new s3.PutObjectCommand({
            Bucket,
            Key: 'l',
            Body: 'x',
            ObjectLockMode: 'COMPLIANCE',
            ObjectLockRetainUntilDate: new Date(Date.now() + 86_400_000),
          }),
        );
        expect(
          await refusal(
            t.s3.send(
              new s3.DeleteObjectCommand({ Bucket, Key: 'l', VersionId }),
            ),
          ),
        ).toBe('AccessDenied');
        expect(
          await refusal(
            t.s3.send(
              new s3.DeleteObjectCommand({
                Bucket,
                Key: 'l',
                VersionId,
                BypassGovernanceRetention: true,
              }),
            ),
          ),
        ).toBe('AccessDenied');
      });
    });

    describe('KMS', () => {
      const only = (principal: string) =>
        JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'Own',
              Effect: 'Allow',
              Principal: { AWS: principal },
              Action: 'kms:*',
              Resource: '*',
            },
          ],
        });
      let arn: string;
      let id: string;

      beforeAll(async () => {
        const { KeyMetadata } = await t.kms.send(
          new kms.CreateKeyCommand({ Description: 'contract' }),
        );
        arn = KeyMetadata?.Arn ?? '';
        id = KeyMetadata?.KeyId ?? '';
        await t.kms.send(
          new kms.CreateAliasCommand({
            AliasName: 'alias/contract',
            TargetKeyId: id,
          }),
        );
      });

      it('describes a key by its id, its ARN and an alias', async () => {
        for (const KeyId of [id, arn, 'alias/contract']) {
          const { KeyMetadata } = await t.kms.send(
            new kms.DescribeKeyCommand({ KeyId }),
          );
          expect(KeyMetadata).toMatchObject({
            KeyId: id,
            Arn: `arn:aws:kms:us-east-1:${account}:key/${id}`,
            AWSAccountId: account,
            Description: 'contract',
            Enabled: true,
            KeyState: 'Enabled',
            KeyManager: 'CUSTOMER',
            KeySpec: 'SYMMETRIC_DEFAULT',
            Origin: 'AWS_KMS',
          });
        }
      });

      it('leaves a key whose maker names no policy to the account', async () => {
        const { Policy } = await t.kms.send(
          new kms.GetKeyPolicyCommand({ KeyId: arn, PolicyName: 'default' }),
        );
        expect(JSON.parse(Policy ?? '')).toMatchObject({
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${account}:root` },
              Action: 'kms:*',
              Resource: '*',
            },
          ],
        });
      });

      it('gives a policy back as it was put', async () => {
        const Policy = only(`arn:aws:iam::${account}:root`);
        await t.kms.send(
          new kms.PutKeyPolicyCommand({
            KeyId: arn,
            PolicyName: 'default',
            Policy,
          }),
        );
        const answer = await t.kms.send(
          new kms.GetKeyPolicyCommand({ KeyId: id, PolicyName: 'default' }),
        );
        expect(JSON.parse(answer.Policy ?? '')).toEqual(JSON.parse(Policy));
      });

      it('switches a key off and on', async () => {
        const state = async () =>
          (await t.kms.send(new kms.DescribeKeyCommand({ KeyId: id })))
            .KeyMetadata?.KeyState;
        await t.kms.send(new kms.DisableKeyCommand({ KeyId: id }));
        expect(await state()).toBe('Disabled');
        await t.kms.send(new kms.EnableKeyCommand({ KeyId: id }));
        expect(await state()).toBe('Enabled');
      });

      it('lists keys by id and ARN', async () => {
        const { Keys } = await t.kms.send(new kms.ListKeysCommand({}));
        expect(Keys).toContainEqual({ KeyId: id, KeyArn: arn });
      });

      it('says of a key and of an alias that they are not there', async () => {
        for (const KeyId of [
          '00000000-0000-4000-8000-000000000000',
          'alias/nowhere',
        ]) {
          expect(
            await refusal(t.kms.send(new kms.DescribeKeyCommand({ KeyId }))),
          ).toBe('NotFoundException');
        }
      });

      it('gives an alias once', async () => {
        expect(
          await refusal(
            t.kms.send(
              new kms.CreateAliasCommand({
                AliasName: 'alias/contract',
                TargetKeyId: id,
              }),
            ),
          ),
        ).toBe('AlreadyExistsException');
      });
    });
  });
}
