// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '@backstage/types';
import { named, type AwsAnswers, type KubernetesObjects } from './fakeSession';
import { autoFee, linux, priceListOf, windows } from './priceList';

export const shopArn = 'arn:aws:eks:eu-central-1:123456789012:cluster/shop';
const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

/** AWS' answers for a cluster on one managed group, with a stranger's things in the same region. */
export function shopAws(): AwsAnswers {
  return {
    'eks:DescribeCluster': ({ name }) => ({
      cluster: {
        name,
        arn: shopArn.replace('shop', name),
        version: '1.33',
        status: 'ACTIVE',
        roleArn: role('path/shop-cluster'),
        createdAt: new Date('2024-01-01T00:00:00Z'),
        accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
        resourcesVpcConfig: {
          vpcId: 'vpc-1',
          subnetIds: ['subnet-a'],
          endpointPublicAccess: true,
        },
        logging: {
          clusterLogging: [
            { types: ['audit', 'api'], enabled: true },
            { types: ['scheduler'], enabled: false },
          ],
        },
      },
    }),
    'eks:ListUpdates': ({ nextToken }) =>
      nextToken ? { updateIds: ['u2'] } : { updateIds: ['u1'], nextToken: 'n' },
    'eks:DescribeUpdate': ({ updateId }) => ({
      update: { id: updateId, type: 'VersionUpdate', status: 'Successful' },
    }),
    'eks:DescribeClusterVersions': () => ({
      clusterVersions: [
        { clusterVersion: '1.33', versionStatus: 'STANDARD_SUPPORT' },
      ],
    }),
    'eks:ListNodegroups': () => ({ nodegroups: ['main', 'gpu'] }),
    'eks:DescribeNodegroup': ({ nodegroupName }) => ({
      nodegroup: {
        nodegroupName,
        nodegroupArn: `arn:aws:eks:eu-central-1:123456789012:nodegroup/shop/${nodegroupName}/1`,
        status: 'ACTIVE',
        amiType: 'AL2023_x86_64_STANDARD',
        capacityType: 'ON_DEMAND',
        instanceTypes: ['m7i.large'],
        scalingConfig: { minSize: 1, maxSize: 5, desiredSize: 2 },
        subnets: ['subnet-b'],
        nodeRole: role('shop-node'),
        taints: [{ key: 'dedicated', effect: 'NO_SCHEDULE' }],
        resources: { autoScalingGroups: [{ name: `asg-${nodegroupName}` }] },
      },
    }),
    'eks:ListAddons': () => ({ addons: ['coredns'] }),
    'eks:DescribeAddon': ({ addonName }) => ({
      addon: { addonName, addonVersion: 'v1.11.4', status: 'ACTIVE' },
    }),
    'eks:DescribeAddonVersions': () => ({
      addons: [
        {
          addonVersions: [
            { addonVersion: 'v1.12.0' },
            { addonVersion: 'v1.11.4' },
          ],
        },
      ],
    }),
    'eks:ListAccessEntries': () => ({ accessEntries: [role('admin')] }),
    'eks:DescribeAccessEntry': ({ principalArn }) => ({
      accessEntry: { principalArn, type: 'STANDARD', kubernetesGroups: ['g'] },
    }),
    'eks:ListAssociatedAccessPolicies': () => ({
      associatedAccessPolicies: [
        {
          policyArn: 'p',
          accessScope: { type: 'namespace', namespaces: ['a'] },
        },
      ],
    }),
    'eks:ListPodIdentityAssociations': () => ({ associations: [] }),
    'eks:ListFargateProfiles': () => ({ fargateProfileNames: [] }),
    'eks:ListInsights': () => ({
      insights: [
        { id: 'i1', name: 'fine', insightStatus: { status: 'PASSING' } },
        { id: 'i2', name: 'bad', insightStatus: { status: 'ERROR' } },
      ],
    }),
    'eks:DescribeInsight': ({ id }) => ({
      insight: {
        id,
        name: 'bad',
        insightStatus: { status: 'ERROR' },
        recommendation: 'mend it',
      },
    }),
    'iam:GetRole': ({ RoleName }) =>
      RoleName.startsWith('AmazonEKSAutoNodeRole')
        ? named('NoSuchEntityException')
        : {
            Role: {
              RoleName,
              Arn: role(RoleName),
              Path: '/path/',
              AssumeRolePolicyDocument: encodeURIComponent(
                JSON.stringify({ Version: '2012-10-17', Statement: [] }),
              ),
            },
          },
    'iam:ListAttachedRolePolicies': () => ({
      AttachedPolicies: [{ PolicyName: 'P', PolicyArn: 'arn:p' }],
    }),
    'iam:ListRolePolicies': () => ({ PolicyNames: ['inline'] }),
    'iam:GetInstanceProfile': () => ({
      InstanceProfile: { Roles: [{ Arn: role('standalone') }] },
    }),
    'ec2:DescribeSubnets': () => ({
      Subnets: [
        ['subnet-a', 'vpc-1'],
        ['subnet-b', 'vpc-1'],
        ['subnet-db', 'vpc-1'],
        ['subnet-nodes', 'vpc-1'],
        ['subnet-lb', 'vpc-1', 'kubernetes.io/cluster/shop'],
        ['subnet-other', 'vpc-2', 'kubernetes.io/cluster/shop'],
      ].map(([SubnetId, VpcId, tag]) => ({
        SubnetId,
        VpcId,
        AvailabilityZone: 'eu-central-1a',
        AvailableIpAddressCount: 100,
        MapPublicIpOnLaunch: true,
        ...(SubnetId === 'subnet-b'
          ? {
              OutpostArn:
                'arn:aws:outposts:eu-central-1:111122223333:outpost/op-1',
            }
          : {}),
        Tags: tag ? [{ Key: tag, Value: 'shared' }] : [],
      })),
    }),
    'ec2:DescribeRouteTables': () => ({
      RouteTables: [
        {
          VpcId: 'vpc-1',
          Associations: [{ Main: true }],
          Routes: [
            {
              DestinationCidrBlock: '0.0.0.0/0',
              NatGatewayId: 'nat-1',
              State: 'active',
            },
          ],
        },
        {
          VpcId: 'vpc-1',
          Associations: [{ SubnetId: 'subnet-lb' }],
          Routes: [
            {
              DestinationCidrBlock: '0.0.0.0/0',
              GatewayId: 'igw-1',
              State: 'active',
            },
          ],
        },
        {
          VpcId: 'vpc-1',
          Associations: [{ SubnetId: 'subnet-b' }],
          Routes: [
            {
              DestinationCidrBlock: '0.0.0.0/0',
              NatGatewayId: 'nat-0',
              State: 'blackhole',
            },
          ],
        },
      ],
    }),
    'ec2:DescribeVpcs': () => ({
      Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' }],
    }),
    'ec2:DescribeVpcAttribute': () => ({
      EnableDnsHostnames: { Value: true },
      EnableDnsSupport: { Value: true },
    }),
    'ec2:DescribeVpcEndpoints': () => ({ VpcEndpoints: [] }),
    'ec2:DescribeSecurityGroups': () => ({
      SecurityGroups: [
        {
          GroupId: 'sg-1',
          VpcId: 'vpc-1',
          IpPermissions: [
            {
              IpProtocol: 'tcp',
              FromPort: 443,
              ToPort: 443,
              UserIdGroupPairs: [{ GroupId: 'sg-2' }],
            },
          ],
        },
        { GroupId: 'sg-9', VpcId: 'vpc-2' },
      ],
    }),
    'ec2:DescribeInstances': () => ({
      Reservations: [
        {
          Instances: [
            {
              InstanceId: 'i-0001',
              InstanceType: 'm7i.large',
              State: { Name: 'running' },
            },
            {
              InstanceId: 'i-0002',
              InstanceType: 'm7i.large',
              OutpostArn:
                'arn:aws:outposts:eu-central-1:111122223333:outpost/op-1',
              SubnetId: 'subnet-nodes',
              State: { Name: 'running' },
              IamInstanceProfile: {
                Arn: 'arn:aws:iam::123456789012:instance-profile/standalone',
              },
            },
            {
              InstanceId: 'i-0003',
              InstanceType: 'c7g.xlarge',
              State: { Name: 'running' },
              Operator: { Managed: true },
              Tags: [{ Key: 'eks:eks-cluster-name', Value: 'shop' }],
            },
            {
              InstanceId: 'i-0009',
              InstanceType: 'p5.48xlarge',
              State: { Name: 'running' },
            },
          ],
        },
      ],
    }),
    'ec2:DescribeInstanceTypes': ({ InstanceTypes }) => ({
      InstanceTypes: InstanceTypes.map((InstanceType: string) => ({
        InstanceType,
        VCpuInfo: { DefaultVCpus: InstanceType.includes('xlarge') ? 4 : 2 },
        MemoryInfo: { SizeInMiB: 8192 },
        ProcessorInfo: { SupportedArchitectures: ['x86_64'] },
      })),
    }),
    'ec2:DescribeLaunchTemplateVersions': ({ LaunchTemplateId, Versions }) => ({
      LaunchTemplateVersions: [
        {
          LaunchTemplateId,
          VersionNumber: Number(Versions[0]),
          LaunchTemplateData: {
            UserData: Buffer.from(
              '#!/bin/bash\nexport DB_PASSWORD=marker-user-data\n/etc/eks/bootstrap.sh shop',
            ).toString('base64'),
          },
        },
      ],
    }),
    'ec2:GetEbsEncryptionByDefault': () => ({ EbsEncryptionByDefault: true }),
    'ec2:GetEbsDefaultKmsKeyId': () => ({ KmsKeyId: 'alias/aws/ebs' }),
    'autoscaling:DescribeAutoScalingGroups': () => ({
      AutoScalingGroups: [
        {
          AutoScalingGroupName: 'asg-main',
          AutoScalingGroupARN: 'arn:asg-main',
          MinSize: 1,
          MaxSize: 5,
          DesiredCapacity: 2,
          Instances: [{ InstanceId: 'i-0001', LifecycleState: 'InService' }],
          VPCZoneIdentifier: 'subnet-b',
          MixedInstancesPolicy: {
            LaunchTemplate: {
              LaunchTemplateSpecification: {
                LaunchTemplateId: 'lt-1',
                Version: '3',
              },
            },
          },
        },
        {
          AutoScalingGroupName: 'stranger',
          Instances: [{ InstanceId: 'i-0009' }],
        },
      ],
    }),
    'autoscaling:DescribePolicies': () => ({
      ScalingPolicies: [
        { AutoScalingGroupName: 'asg-main', PolicyName: 'cpu' },
        { AutoScalingGroupName: 'stranger', PolicyName: 'other' },
      ],
    }),
    'autoscaling:DescribeScheduledActions': () => ({
      ScheduledUpdateGroupActions: [
        { AutoScalingGroupName: 'asg-main', ScheduledActionName: 'night' },
      ],
    }),
    'autoscaling:DescribeNotificationConfigurations': ({ NextToken }) => ({
      NotificationConfigurations: NextToken
        ? [
            {
              AutoScalingGroupName: 'asg-main',
              NotificationType: 'autoscaling:EC2_INSTANCE_TERMINATE',
              TopicARN: 'arn:aws:sns:eu-central-1:111122223333:nodes',
            },
          ]
        : [
            {
              AutoScalingGroupName: 'asg-main',
              NotificationType: 'autoscaling:EC2_INSTANCE_LAUNCH',
              TopicARN: 'arn:aws:sns:eu-central-1:111122223333:nodes',
            },
            {
              AutoScalingGroupName: 'stranger',
              NotificationType: 'autoscaling:EC2_INSTANCE_LAUNCH',
              TopicARN: 'arn:aws:sns:eu-central-1:111122223333:others',
            },
          ],
      ...(NextToken ? {} : { NextToken: 'more' }),
    }),
    'autoscaling:DescribeLifecycleHooks': () => ({
      LifecycleHooks: [{ LifecycleHookName: 'drain' }],
    }),
    'servicequotas:GetServiceQuota': () => ({ Quota: { Value: 64 } }),
    'pricing:GetProducts': priceListOf([
      autoFee('m7i.large', '0.0139'),
      autoFee('m7i.xlarge', '0.0278'),
      linux('c7g.xlarge', '0.1159'),
      linux('m7i.large', '0.1159'),
      linux('m7i.xlarge', '0.2318'),
      linux('p5.48xlarge', '98.32'),
      windows('m7i.large', '0.2079'),
    ]),
  };
}

const pod = (name: string): JsonObject => ({
  metadata: {
    name,
    namespace: 'shop',
    uid: `uid-${name}`,
    managedFields: [
      { manager: 'kubectl', fieldsV1: { 'f:spec': 'marker-managed-fields' } },
    ],
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': 'marker-last-applied',
      'karpenter.sh/do-not-disrupt': 'true',
    },
  },
  spec: {
    nodeName: 'n1',
    containers: [
      {
        name: 'app',
        image: 'shop:1',
        args: [
          '--db-password',
          'marker-args',
          '--token=marker-flag',
          '--verbose',
        ],
        env: [
          { name: 'AWS_REGION', value: 'eu-central-1' },
          { name: 'AWS_SECRET_ACCESS_KEY', value: 'marker-aws-secret' },
          { name: 'DB_PASSWORD', value: 'marker-env' },
          {
            name: 'FROM',
            valueFrom: { secretKeyRef: { name: 's', key: 'k' } },
          },
        ],
        readinessProbe: {
          initialDelaySeconds: 20,
          httpGet: {
            httpHeaders: [{ name: 'Authorization', value: 'marker-probe' }],
          },
        },
        livenessProbe: { exec: { command: ['true'] } },
      },
    ],
  },
  status: { phase: 'Running', podIP: '10.0.0.1' },
});

/** What its Kubernetes API holds. */
export function shopKubernetes(): KubernetesObjects {
  const empty = Object.fromEntries(
    [
      '/apis/apps/v1/replicasets',
      '/apis/apps/v1/statefulsets',
      '/apis/apps/v1/daemonsets',
      '/apis/apps/v1/deployments',
      '/apis/batch/v1/jobs',
      '/apis/batch/v1/cronjobs',
      '/apis/policy/v1/poddisruptionbudgets',
      '/api/v1/services',
      '/apis/networking.k8s.io/v1/ingresses',
      '/apis/networking.k8s.io/v1/ingressclasses',
      '/apis/networking.k8s.io/v1/networkpolicies',
      '/api/v1/persistentvolumes',
      '/api/v1/persistentvolumeclaims',
      '/apis/storage.k8s.io/v1/storageclasses',
      '/apis/scheduling.k8s.io/v1/priorityclasses',
      '/api/v1/limitranges',
      '/api/v1/serviceaccounts',
      '/apis/discovery.k8s.io/v1/endpointslices',
      '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
      '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
    ].map(path => [path, [] as JsonObject[]]),
  );
  return {
    ...empty,
    '/api/v1/namespaces': [{ metadata: { name: 'shop' } }],
    '/api/v1/nodes': [
      {
        metadata: { name: 'n1' },
        spec: { providerID: 'aws:///eu-central-1a/i-0001' },
        status: { images: [{ names: ['x'] }] },
      },
      {
        metadata: { name: 'n2' },
        spec: { providerID: 'aws:///eu-central-1a/i-0002' },
      },
    ],
    '/api/v1/pods': [pod('a'), pod('b'), pod('c')],
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': [
      {
        metadata: { name: 'nodepools.karpenter.sh' },
        spec: {
          group: 'karpenter.sh',
          names: { kind: 'NodePool', plural: 'nodepools' },
          versions: [
            {
              name: 'v1beta1',
              served: true,
              storage: true,
              schema: { big: true },
            },
          ],
        },
      },
    ],
    '/apis/karpenter.sh/v1beta1/nodepools': [
      { metadata: { name: 'default' }, spec: { template: { spec: {} } } },
    ],
    '/api/v1/namespaces/kube-system/configmaps/coredns': {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'coredns', namespace: 'kube-system' },
      data: { Corefile: '.:53 {}' },
    },
    '/api/v1/secrets': [
      {
        metadata: {
          name: 'sh.helm.release.v1.karpenter-crd.v2',
          namespace: 'kube-system',
          labels: {
            name: 'karpenter-crd',
            owner: 'helm',
            status: 'deployed',
            version: '2',
          },
        },
        data: { release: 'marker-helm' },
      },
      {
        metadata: {
          name: 'sh.helm.release.v1.karpenter-crd.v1',
          namespace: 'kube-system',
          labels: {
            name: 'karpenter-crd',
            owner: 'helm',
            status: 'superseded',
            version: '1',
          },
        },
      },
    ],
  };
}
