// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as asg from '@aws-sdk/client-auto-scaling';
import * as ec2 from '@aws-sdk/client-ec2';
import * as eks from '@aws-sdk/client-eks';
import * as iam from '@aws-sdk/client-iam';
import { GetProductsCommand } from '@aws-sdk/client-pricing';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { ACCOUNT } from '../testing/fleet';
import { refusal } from '../testing/clients';
import { startTestSandbox, type TestSandbox } from '../testing/sandbox';

let t: TestSandbox;
beforeAll(async () => {
  t = await startTestSandbox();
});
afterAll(() => t.sandbox.close());

describe('EKS', () => {
  it('pages clusters and describes one with the fields that AWS always gives', async () => {
    const first = await t.eks.send(
      new eks.ListClustersCommand({ maxResults: 1 }),
    );
    expect(first.clusters).toEqual(['alpha']);
    const second = await t.eks.send(
      new eks.ListClustersCommand({
        maxResults: 1,
        nextToken: first.nextToken,
      }),
    );
    expect(second).toMatchObject({ clusters: ['beta'] });
    expect(second.nextToken).toBeUndefined();
    const { cluster } = await t.eks.send(
      new eks.DescribeClusterCommand({ name: 'alpha' }),
    );
    expect(cluster).toMatchObject({
      status: 'ACTIVE',
      version: '1.33',
      accessConfig: { authenticationMode: 'CONFIG_MAP' },
      upgradePolicy: { supportType: 'EXTENDED' },
      health: { issues: [] },
      resourcesVpcConfig: {
        endpointPublicAccess: true,
        vpcId: expect.stringMatching(/^vpc-/),
        clusterSecurityGroupId: expect.stringMatching(/^sg-/),
      },
    });
    expect(cluster?.createdAt).toBeInstanceOf(Date);
    expect(cluster?.computeConfig).toBeUndefined();
  });

  it('refuses a token that it did not give, and names what it does not find', async () => {
    expect(
      await refusal(
        t.eks.send(new eks.ListClustersCommand({ nextToken: 'made-up' })),
      ),
    ).toBe('InvalidParameterException');
    expect(
      await refusal(
        t.eks.send(new eks.DescribeClusterCommand({ name: 'nobody' })),
      ),
    ).toBe('ResourceNotFoundException');
    expect(
      await refusal(
        t.eks.send(
          new eks.DescribeNodegroupCommand({
            clusterName: 'alpha',
            nodegroupName: 'nobody',
          }),
        ),
      ),
    ).toBe('ResourceNotFoundException');
    expect(
      await refusal(
        t.eks.send(
          new eks.DescribeAddonCommand({
            clusterName: 'alpha',
            addonName: 'nobody',
          }),
        ),
      ),
    ).toBe('ResourceNotFoundException');
    expect(
      await refusal(
        t.eks.send(
          new eks.DescribeUpdateCommand({ name: 'alpha', updateId: 'nobody' }),
        ),
      ),
    ).toBe('ResourceNotFoundException');
  });

  it('reads node groups, add-ons, Fargate, pod identities, insights and versions', async () => {
    const groups = await t.eks.send(
      new eks.ListNodegroupsCommand({ clusterName: 'alpha' }),
    );
    expect(groups.nodegroups).toEqual(['blue', 'green']);
    const { nodegroup } = await t.eks.send(
      new eks.DescribeNodegroupCommand({
        clusterName: 'alpha',
        nodegroupName: 'green',
      }),
    );
    expect(nodegroup).toMatchObject({
      status: 'ACTIVE',
      scalingConfig: { minSize: 0, desiredSize: 1, maxSize: 2 },
      taints: [{ key: 'dedicated', value: 'x', effect: 'NO_SCHEDULE' }],
      resources: {
        autoScalingGroups: [{ name: expect.stringMatching(/^eks-green-/) }],
      },
    });
    expect(
      (await t.eks.send(new eks.ListAddonsCommand({ clusterName: 'alpha' })))
        .addons,
    ).toEqual(['coredns', 'vpc-cni']);
    expect(
      (
        await t.eks.send(
          new eks.DescribeAddonCommand({
            clusterName: 'alpha',
            addonName: 'vpc-cni',
          }),
        )
      ).addon,
    ).toMatchObject({ addonVersion: 'v1.18.3-eksbuild.3', status: 'ACTIVE' });
    expect(
      (
        await t.eks.send(
          new eks.ListFargateProfilesCommand({ clusterName: 'alpha' }),
        )
      ).fargateProfileNames,
    ).toEqual(['fp']);
    expect(
      (
        await t.eks.send(
          new eks.DescribeFargateProfileCommand({
            clusterName: 'alpha',
            fargateProfileName: 'fp',
          }),
        )
      ).fargateProfile?.status,
    ).toBe('ACTIVE');
    const { associations } = await t.eks.send(
      new eks.ListPodIdentityAssociationsCommand({
        clusterName: 'alpha',
        namespace: 'shop',
      }),
    );
    expect(associations).toHaveLength(1);
    const { association } = await t.eks.send(
      new eks.DescribePodIdentityAssociationCommand({
        clusterName: 'alpha',
        associationId: associations?.[0].associationId,
      }),
    );
    expect(association?.roleArn).toContain('alpha-node');
    const { insights } = await t.eks.send(
      new eks.ListInsightsCommand({
        clusterName: 'alpha',
        filter: { statuses: ['WARNING'] },
      }),
    );
    expect(insights).toHaveLength(1);
    expect(
      (
        await t.eks.send(
          new eks.DescribeInsightCommand({
            clusterName: 'alpha',
            id: insights?.[0].id,
          }),
        )
      ).insight?.name,
    ).toBe('Deprecated APIs');
    const { clusterVersions } = await t.eks.send(
      new eks.DescribeClusterVersionsCommand({}),
    );
    expect(
      clusterVersions?.find(v => v.clusterVersion === '1.33'),
    ).toMatchObject({ versionStatus: 'EXTENDED_SUPPORT' });
    expect(clusterVersions?.some(v => v.versionStatus === 'UNSUPPORTED')).toBe(
      false,
    );
    const versions = await t.eks.send(
      new eks.DescribeAddonVersionsCommand({
        addonName: 'kube-proxy',
        kubernetesVersion: '1.33',
      }),
    );
    expect(versions.addons?.[0].addonVersions?.[0].compatibilities).toEqual([
      { clusterVersion: '1.33', platformVersions: ['*'], defaultVersion: true },
    ]);
    expect(
      (
        await t.eks.send(new eks.ListAccessPoliciesCommand({}))
      ).accessPolicies?.map(p => p.name),
    ).toContain('AmazonEKSAutoNodePolicy');
    expect(
      (
        await t.eks.send(
          new eks.ListTagsForResourceCommand({
            resourceArn: `arn:aws:eks:us-east-1:${ACCOUNT}:cluster/alpha`,
          }),
        )
      ).tags,
    ).toEqual({ team: 'blue' });
  });

  it('has no access entries under CONFIG_MAP (EKS User Guide, setting-up-access-entries)', async () => {
    expect(
      await refusal(
        t.eks.send(new eks.ListAccessEntriesCommand({ clusterName: 'alpha' })),
      ),
    ).toBe('InvalidRequestException');
    expect(
      (
        await t.eks.send(
          new eks.ListAccessEntriesCommand({ clusterName: 'beta' }),
        )
      ).accessEntries,
    ).toEqual([]);
  });
});

describe('IAM', () => {
  it('gives documents percent-encoded and pages attached policies', async () => {
    const { Role } = await t.iam.send(
      new iam.GetRoleCommand({ RoleName: 'alpha-cluster' }),
    );
    expect(
      JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')),
    ).toMatchObject({
      Statement: [
        {
          Action: 'sts:AssumeRole',
          Principal: { Service: 'eks.amazonaws.com' },
        },
      ],
    });
    const first = await t.iam.send(
      new iam.ListAttachedRolePoliciesCommand({
        RoleName: 'alpha-node',
        MaxItems: 2,
      }),
    );
    expect(first).toMatchObject({ IsTruncated: true });
    const rest = await t.iam.send(
      new iam.ListAttachedRolePoliciesCommand({
        RoleName: 'alpha-node',
        MaxItems: 2,
        Marker: first.Marker,
      }),
    );
    expect(rest).toMatchObject({
      IsTruncated: false,
      AttachedPolicies: [{ PolicyName: 'AmazonEC2ContainerRegistryReadOnly' }],
    });
    expect(
      await refusal(t.iam.send(new iam.GetRoleCommand({ RoleName: 'nobody' }))),
    ).toBe('NoSuchEntityException');
    const policy = await t.iam.send(
      new iam.GetPolicyCommand({
        PolicyArn: 'arn:aws:iam::aws:policy/AmazonEKSComputePolicy',
      }),
    );
    expect(policy.Policy?.DefaultVersionId).toMatch(/^v/);
    const version = await t.iam.send(
      new iam.GetPolicyVersionCommand({
        PolicyArn: policy.Policy?.Arn,
        VersionId: policy.Policy?.DefaultVersionId,
      }),
    );
    expect(decodeURIComponent(version.PolicyVersion?.Document ?? '')).toContain(
      'ec2:RunInstances',
    );
    const { Roles } = await t.iam.send(
      new iam.ListRolesCommand({ PathPrefix: '/portal/' }),
    );
    expect(Roles?.map(r => r.Arn)).toEqual([
      `arn:aws:iam::${ACCOUNT}:role/portal/assess`,
    ]);
    expect(
      (await t.iam.send(new iam.ListAccountAliasesCommand({}))).AccountAliases,
    ).toEqual(['test']);
    const providers = await t.iam.send(
      new iam.ListOpenIDConnectProvidersCommand({}),
    );
    const arn = providers.OpenIDConnectProviderList?.[0].Arn;
    expect(
      (
        await t.iam.send(
          new iam.GetOpenIDConnectProviderCommand({
            OpenIDConnectProviderArn: arn,
          }),
        )
      ).ClientIDList,
    ).toEqual(['sts.amazonaws.com']);
    expect(
      (
        await t.iam.send(
          new iam.ListInstanceProfilesForRoleCommand({
            RoleName: 'alpha-node',
          }),
        )
      ).InstanceProfiles,
    ).toHaveLength(1);
    expect(
      (
        await t.iam.send(
          new iam.ListRolePoliciesCommand({ RoleName: 'alpha-node' }),
        )
      ).PolicyNames,
    ).toEqual([]);
  });
});

describe('EC2', () => {
  it('pages subnets, filters by tag and refuses what EC2 refuses', async () => {
    const pages: number[] = [];
    for await (const page of ec2.paginateDescribeSubnets(
      { client: t.ec2, pageSize: 5 },
      {},
    ))
      pages.push(page.Subnets?.length ?? 0);
    expect(pages).toEqual([5, 1]);
    const named = await t.ec2.send(
      new ec2.DescribeSubnetsCommand({
        Filters: [{ Name: 'tag:Name', Values: ['public-*'] }],
      }),
    );
    expect(named.Subnets).toHaveLength(2);
    expect(named.Subnets?.[0].MapPublicIpOnLaunch).toBe(true);
    expect(
      await refusal(
        t.ec2.send(
          new ec2.DescribeSubnetsCommand({ SubnetIds: ['subnet-0nobody'] }),
        ),
      ),
    ).toBe('InvalidSubnetID.NotFound');
    expect(
      await refusal(
        t.ec2.send(new ec2.DescribeSubnetsCommand({ MaxResults: 4 })),
      ),
    ).toBe('InvalidParameterValue');
    expect(
      await refusal(
        t.ec2.send(
          new ec2.DescribeSubnetsCommand({
            Filters: [{ Name: 'nonsense', Values: ['x'] }],
          }),
        ),
      ),
    ).toBe('InvalidParameterValue');
  });

  it('counts the addresses that nodes hold', async () => {
    const { Subnets } = await t.ec2.send(
      new ec2.DescribeSubnetsCommand({
        Filters: [{ Name: 'tag:Name', Values: ['private-a', 'tight'] }],
      }),
    );
    const free = Object.fromEntries(
      (Subnets ?? []).map(s => [
        s.Tags?.find(x => x.Key === 'Name')?.Value,
        s.AvailableIpAddressCount,
      ]),
    );
    expect(free.tight).toBe(8);
    expect(free['private-a']).toBeLessThan(251);
  });

  it('tells public from private by route tables, and VPC attributes one a call', async () => {
    const { RouteTables } = await t.ec2.send(
      new ec2.DescribeRouteTablesCommand({}),
    );
    const routes = RouteTables?.flatMap(r => r.Routes ?? []).map(
      r => r.GatewayId ?? r.NatGatewayId ?? '',
    );
    expect(routes?.some(r => r.startsWith('igw-'))).toBe(true);
    expect(routes?.some(r => r.startsWith('nat-'))).toBe(true);
    expect(
      RouteTables?.flatMap(r => r.Associations ?? []).some(a => a.Main),
    ).toBe(true);
    const { Vpcs } = await t.ec2.send(new ec2.DescribeVpcsCommand({}));
    const VpcId = Vpcs?.[0].VpcId;
    expect(
      (
        await t.ec2.send(
          new ec2.DescribeVpcAttributeCommand({
            VpcId,
            Attribute: 'enableDnsHostnames',
          }),
        )
      ).EnableDnsHostnames,
    ).toEqual({ Value: true });
    expect(
      (
        await t.ec2.send(new ec2.DescribeVpcEndpointsCommand({}))
      ).VpcEndpoints?.map(e => e.ServiceName).sort(),
    ).toEqual([
      'com.amazonaws.us-east-1.ecr.api',
      'com.amazonaws.us-east-1.s3',
    ]);
    expect(
      (await t.ec2.send(new ec2.DescribeNatGatewaysCommand({}))).NatGateways,
    ).toHaveLength(1);
    const zones = await t.ec2.send(
      new ec2.DescribeAvailabilityZonesCommand({}),
    );
    expect(zones.AvailabilityZones?.map(z => z.ZoneName)).toEqual([
      'us-east-1a',
      'us-east-1b',
      'us-east-1c',
    ]);
  });

  it('describes instances, types, templates, volumes and security groups', async () => {
    const { Reservations } = await t.ec2.send(
      new ec2.DescribeInstancesCommand({
        Filters: [{ Name: 'instance-state-name', Values: ['running'] }],
      }),
    );
    expect(Reservations?.flatMap(r => r.Instances ?? [])).toHaveLength(4);
    const status = await t.ec2.send(new ec2.DescribeInstanceStatusCommand({}));
    expect(status.InstanceStatuses).toHaveLength(4);
    const { InstanceTypes } = await t.ec2.send(
      new ec2.DescribeInstanceTypesCommand({
        InstanceTypes: ['m6i.large', 'c7g.xlarge'],
      }),
    );
    expect(
      InstanceTypes?.map(i => [
        i.VCpuInfo?.DefaultVCpus,
        i.MemoryInfo?.SizeInMiB,
        i.ProcessorInfo?.SupportedArchitectures?.[0],
      ]),
    ).toEqual([
      [2, 8192, 'x86_64'],
      [4, 8192, 'arm64'],
    ]);
    expect(
      await refusal(
        t.ec2.send(
          new ec2.DescribeInstanceTypesCommand({
            InstanceTypes: ['q1.huge' as ec2._InstanceType],
          }),
        ),
      ),
    ).toBe('InvalidInstanceType');
    const offerings = await t.ec2.send(
      new ec2.DescribeInstanceTypeOfferingsCommand({
        LocationType: 'availability-zone',
        Filters: [{ Name: 'instance-type', Values: ['m6i.large'] }],
      }),
    );
    expect(offerings.InstanceTypeOfferings).toHaveLength(3);
    const { LaunchTemplates } = await t.ec2.send(
      new ec2.DescribeLaunchTemplatesCommand({}),
    );
    const versions = await t.ec2.send(
      new ec2.DescribeLaunchTemplateVersionsCommand({
        LaunchTemplateId: LaunchTemplates?.[0].LaunchTemplateId,
        Versions: ['$Latest'],
      }),
    );
    expect(
      versions.LaunchTemplateVersions?.[0].LaunchTemplateData?.SecurityGroupIds,
    ).toHaveLength(1);
    const { Volumes } = await t.ec2.send(
      new ec2.DescribeVolumesCommand({ VolumeIds: ['vol-0aaaaaaaaaaaaaaaa'] }),
    );
    expect(Volumes?.[0].AvailabilityZone).toBe('us-east-1a');
    const { SecurityGroups } = await t.ec2.send(
      new ec2.DescribeSecurityGroupsCommand({
        Filters: [{ Name: 'group-name', Values: ['extra'] }],
      }),
    );
    expect(SecurityGroups?.[0].IpPermissions?.[0]).toMatchObject({
      FromPort: 443,
      UserIdGroupPairs: [{ GroupId: expect.stringMatching(/^sg-/) }],
    });
    expect(
      (await t.ec2.send(new ec2.DescribeSecurityGroupRulesCommand({})))
        .SecurityGroupRules?.length,
    ).toBeGreaterThan(2);
    expect(
      (await t.ec2.send(new ec2.GetEbsEncryptionByDefaultCommand({})))
        .EbsEncryptionByDefault,
    ).toBe(false);
    expect(
      (await t.ec2.send(new ec2.GetEbsDefaultKmsKeyIdCommand({}))).KmsKeyId,
    ).toBe('alias/aws/ebs');
    expect(
      (await t.ec2.send(new ec2.DescribeSnapshotsCommand({}))).Snapshots,
    ).toEqual([]);
    expect(
      (
        await t.ec2.send(
          new ec2.DescribeSpotPriceHistoryCommand({
            InstanceTypes: ['m6i.large'],
          }),
        )
      ).SpotPriceHistory?.length,
    ).toBe(3);
  });
});

describe('Auto Scaling, Pricing and quotas', () => {
  it('finds groups by name and by tag, in pages', async () => {
    const { AutoScalingGroups } = await t.autoScaling.send(
      new asg.DescribeAutoScalingGroupsCommand({
        Filters: [{ Name: 'tag:eks:nodegroup-name', Values: ['blue'] }],
      }),
    );
    expect(AutoScalingGroups).toMatchObject([
      {
        MinSize: 1,
        DesiredCapacity: 2,
        MaxSize: 4,
        Instances: [{ LifecycleState: 'InService' }, {}],
      },
    ]);
    const names: (string | undefined)[] = [];
    for await (const page of asg.paginateDescribeAutoScalingGroups(
      { client: t.autoScaling, pageSize: 2 },
      {},
    )) {
      expect(page.AutoScalingGroups?.length).toBeLessThanOrEqual(2);
      names.push(
        ...(page.AutoScalingGroups ?? []).map(g => g.AutoScalingGroupName),
      );
    }
    expect(names).toHaveLength(3);
    expect(
      (
        await t.autoScaling.send(
          new asg.DescribeAutoScalingInstancesCommand({}),
        )
      ).AutoScalingInstances,
    ).toHaveLength(4);
    expect(
      (
        await t.autoScaling.send(
          new asg.DescribeLaunchConfigurationsCommand({}),
        )
      ).LaunchConfigurations,
    ).toEqual([]);
    expect(
      (
        await t.autoScaling.send(
          new asg.DescribeScalingActivitiesCommand({
            AutoScalingGroupName: 'own',
          }),
        )
      ).Activities,
    ).toEqual([]);
    expect(
      (
        await t.autoScaling.send(
          new asg.DescribeLifecycleHooksCommand({
            AutoScalingGroupName: 'own',
          }),
        )
      ).LifecycleHooks,
    ).toEqual([]);
    expect(
      (
        await t.autoScaling.send(
          new asg.DescribeNotificationConfigurationsCommand({}),
        )
      ).NotificationConfigurations,
    ).toEqual([]);
    expect(
      (
        await t.autoScaling.send(
          new asg.DescribeTagsCommand({
            Filters: [{ Name: 'auto-scaling-group', Values: ['own'] }],
          }),
        )
      ).Tags?.map(x => x.Key),
    ).toContain('kubernetes.io/cluster/alpha');
  });

  it('prices instances and the Auto Mode fee as the Price List writes them', async () => {
    const { PriceList } = await t.pricing.send(
      new GetProductsCommand({
        ServiceCode: 'AmazonEKS',
        Filters: [
          {
            Type: 'TERM_MATCH',
            Field: 'usagetype',
            Value: 'EKS-Auto:m7g.large-management-hours',
          },
        ],
      }),
    );
    const item = JSON.parse(String(PriceList?.[0]));
    const [offer] = Object.values<{
      priceDimensions: Record<string, { pricePerUnit: { USD: string } }>;
    }>(item.terms.OnDemand);
    expect(
      Number(Object.values(offer.priceDimensions)[0].pricePerUnit.USD),
    ).toBeCloseTo(0.00979, 4);
    const all = await t.pricing.send(
      new GetProductsCommand({ ServiceCode: 'AmazonEC2' }),
    );
    expect(all.NextToken).toBeDefined();
    const windows = await t.pricing.send(
      new GetProductsCommand({
        ServiceCode: 'AmazonEC2',
        Filters: [
          ['instanceType', 'm5.large'],
          ['regionCode', 'us-east-1'],
          ['operatingSystem', 'Windows'],
        ].map(([Field, Value]) => ({ Type: 'TERM_MATCH', Field, Value })),
      }),
    );
    expect(
      (windows.PriceList ?? []).map((one: unknown) => {
        const { product, terms } = JSON.parse(String(one));
        const [term] = Object.values<{
          priceDimensions: Record<string, { pricePerUnit: { USD: string } }>;
        }>(terms.OnDemand);
        return [
          product.attributes.operation,
          product.attributes.licenseModel,
          Number(Object.values(term.priceDimensions)[0].pricePerUnit.USD),
        ];
      }),
    ).toEqual([
      ['RunInstances:0002', 'No License required', 0.188],
      ['RunInstances:0800', 'Bring your own license', 0.096],
    ]);
    const { Quota } = await t.quotas.send(
      new GetServiceQuotaCommand({
        ServiceCode: 'ec2',
        QuotaCode: 'L-1216C47A',
      }),
    );
    expect(Quota?.Value).toBe(640);
  });
});
