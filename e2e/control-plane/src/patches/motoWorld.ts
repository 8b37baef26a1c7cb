// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVolumeCommand,
  CreateVpcCommand,
  ModifyVpcAttributeCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateFargateProfileCommand,
} from '@aws-sdk/client-eks';
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand } from '@aws-sdk/client-kms';
import type {
  IamRole,
  Inventory,
  InventoryPart,
  InventoryParts,
  Read,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  freshAccount,
  inAccount,
} from '../../../../packages/sandbox/src/testing/motoAccount';
import type { AwsClients } from '../../../../plugins/eks-auto-mode-backend/src/clusters/session';
import { ownGroups } from '../../../../plugins/eks-auto-mode-backend/src/inventory/launch';
import { clientsOf } from './awsCommand';
import { accountId, credentials, region } from './awsFleet';

export type MotoClients = Pick<
  AwsClients,
  'autoScaling' | 'ec2' | 'eks' | 'iam' | 'kms'
> & {
  account: string;
  region: string;
};

/** Clients of an account of their own: another suite may use the same moto at the same time. */
export function motoClients(endpoint: string): MotoClients {
  const account = freshAccount();
  const { autoScaling, ec2, eks, iam, kms } = clientsOf(
    endpoint,
    region,
    credentials,
  );
  return {
    account,
    region,
    autoScaling: inAccount(autoScaling, account),
    eks: inAccount(eks, account),
    iam: inAccount(iam, account),
    ec2: inAccount(ec2, account),
    kms: inAccount(kms, account),
  };
}

export function valueIn<P extends InventoryPart>(
  { parts }: Inventory,
  name: P,
): InventoryParts[P] {
  const part: Read<InventoryParts[P]> = parts[name];
  if (part.state === 'unread')
    throw new Error(`${name} was not read: ${part.unread.message}`);
  return part.value;
}

function need(id: string | undefined, what: string): string {
  if (!id) throw new Error(`moto made ${what} without an id`);
  return id;
}

/** What two worlds call the same thing: the sandbox's id, and moto's. */
type Names = Map<string, string>;

async function copyRole(role: IamRole, { iam }: MotoClients): Promise<void> {
  const { name: RoleName } = role;
  await iam.send(
    new CreateRoleCommand({
      RoleName,
      Path: role.path,
      AssumeRolePolicyDocument: JSON.stringify(role.trust),
    }),
  );
  for (const { arn: PolicyArn } of role.attachedPolicies)
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  for (const PolicyName of role.inlinePolicies) {
    await iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName,
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
        }),
      }),
    );
  }
}

async function copyRoles(
  inventory: Inventory,
  clients: MotoClients,
): Promise<void> {
  const { iam } = clients;
  const roles = new Map<string, IamRole>();
  for (const state of [
    valueIn(inventory, 'clusterRole'),
    valueIn(inventory, 'autoNodeRole'),
  ])
    if (state.exists) roles.set(state.role.arn, state.role);
  for (const role of valueIn(inventory, 'sourceNodeRoles'))
    roles.set(role.arn, role);
  for (const role of roles.values()) await copyRole(role, clients);
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'fargate',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'eks-fargate-pods.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
    }),
  );
}

async function copyNetwork(
  inventory: Inventory,
  { ec2 }: MotoClients,
): Promise<Names> {
  const names: Names = new Map();
  const vpc = valueIn(inventory, 'vpc');
  const { Vpc } = await ec2.send(
    new CreateVpcCommand({ CidrBlock: vpc.cidrs[0] }),
  );
  const VpcId = need(Vpc?.VpcId, 'a VPC');
  names.set(vpc.id, VpcId);
  await ec2.send(
    new ModifyVpcAttributeCommand({
      VpcId,
      EnableDnsHostnames: { Value: vpc.dnsHostnames },
    }),
  );
  await ec2.send(
    new ModifyVpcAttributeCommand({
      VpcId,
      EnableDnsSupport: { Value: vpc.dnsSupport },
    }),
  );
  for (const subnet of valueIn(inventory, 'subnets')) {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId,
        CidrBlock: subnet.cidr,
        AvailabilityZone: subnet.availabilityZone,
      }),
    );
    const id = need(Subnet?.SubnetId, 'a subnet');
    names.set(subnet.id, id);
    const Tags = Object.entries(subnet.tags).map(([Key, Value]) => ({
      Key,
      Value,
    }));
    if (Tags.length > 0)
      await ec2.send(new CreateTagsCommand({ Resources: [id], Tags }));
  }
  const groups = valueIn(inventory, 'securityGroups').filter(
    ({ name }) => name !== 'default',
  );
  for (const group of groups) {
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({
        VpcId,
        GroupName: group.name,
        Description: 'as on the sandbox',
      }),
    );
    names.set(group.id, need(GroupId, 'a security group'));
  }
  for (const { id, ingress } of groups) {
    for (const {
      protocol,
      fromPort,
      toPort,
      cidrs,
      securityGroups,
    } of ingress) {
      await ec2.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: names.get(id),
          IpPermissions: [
            {
              IpProtocol: protocol,
              FromPort: fromPort,
              ToPort: toPort,
              IpRanges: cidrs.map(CidrIp => ({ CidrIp })),
              UserIdGroupPairs: securityGroups.map(one => ({
                GroupId: names.get(one),
              })),
            },
          ],
        }),
      );
    }
  }
  return names;
}

/** Groups of somebody's own, which nothing launches from here. */
async function copyGroups(
  inventory: Inventory,
  names: Names,
  { autoScaling }: MotoClients,
): Promise<void> {
  const own = ownGroups(
    valueIn(inventory, 'nodegroups'),
    valueIn(inventory, 'autoScalingGroups'),
  );
  for (const { name, max, subnetIds, tags } of own) {
    await autoScaling.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName: name,
        ImageId: 'ami-0feedbeef00000001',
        InstanceType: 'm6i.large',
      }),
    );
    await autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        LaunchConfigurationName: name,
        MinSize: 0,
        DesiredCapacity: 0,
        MaxSize: max,
        VPCZoneIdentifier: subnetIds.map(id => names.get(id)).join(','),
        Tags: Object.entries(tags).map(([Key, Value]) => ({
          Key,
          Value,
          ResourceId: name,
          ResourceType: 'auto-scaling-group',
          PropagateAtLaunch: false,
        })),
      }),
    );
  }
}

async function copyVolumes(
  inventory: Inventory,
  { ec2 }: MotoClients,
): Promise<Names> {
  const names: Names = new Map();
  for (const { id, availabilityZone } of valueIn(inventory, 'ebsVolumes')) {
    const { VolumeId } = await ec2.send(
      new CreateVolumeCommand({ AvailabilityZone: availabilityZone, Size: 20 }),
    );
    names.set(id, need(VolumeId, 'a volume'));
  }
  return names;
}

async function copyKeys(
  inventory: Inventory,
  { kms, account }: MotoClients,
): Promise<Names> {
  const names: Names = new Map();
  const aliases = valueIn(inventory, 'storageClasses').flatMap(
    ({ metadata, parameters = {} }) =>
      parameters.kmsKeyId?.startsWith('alias/')
        ? [{ name: metadata.name, alias: parameters.kmsKeyId }]
        : [],
  );
  for (const { arn, policy, usedBy } of valueIn(inventory, 'kmsKeys')) {
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({
        Policy: JSON.stringify(policy).replaceAll(accountId, account),
      }),
    );
    const id = need(KeyMetadata?.KeyId, 'a key');
    names.set(arn.split('/')[1], id);
    for (const { name, alias } of aliases) {
      if (usedBy.some(user => 'name' in user && user.name === name)) {
        await kms.send(
          new CreateAliasCommand({ AliasName: alias, TargetKeyId: id }),
        );
      }
    }
  }
  return names;
}

async function copyCluster(
  inventory: Inventory,
  names: Names,
  { eks, account }: MotoClients,
): Promise<void> {
  const cluster = valueIn(inventory, 'cluster');
  await eks.send(
    new CreateClusterCommand({
      name: cluster.name,
      version: cluster.version,
      roleArn: cluster.roleArn.replace(accountId, account),
      resourcesVpcConfig: {
        subnetIds: cluster.network.subnetIds.map(id => names.get(id) ?? id),
      },
    }),
  );
  for (const profile of valueIn(inventory, 'fargateProfiles')) {
    await eks.send(
      new CreateFargateProfileCommand({
        clusterName: cluster.name,
        fargateProfileName: profile.name,
        podExecutionRoleArn: profile.podExecutionRoleArn.replace(
          accountId,
          account,
        ),
        selectors: profile.selectors,
      }),
    );
  }
}

/** Makes on moto what an inventory of the sandbox holds; gives the inventory back in moto's names. */
export async function copyToMoto(
  inventory: Inventory,
  clients: MotoClients,
): Promise<Inventory> {
  await copyRoles(inventory, clients);
  const names: Names = new Map([
    ...(await copyNetwork(inventory, clients)),
    ...(await copyKeys(inventory, clients)),
    ...(await copyVolumes(inventory, clients)),
  ]);
  await copyGroups(inventory, names, clients);
  await copyCluster(inventory, names, clients);
  names.set(accountId, clients.account);
  let text = JSON.stringify(inventory);
  for (const [sandbox, moto] of names) text = text.replaceAll(sandbox, moto);
  return JSON.parse(text);
}
