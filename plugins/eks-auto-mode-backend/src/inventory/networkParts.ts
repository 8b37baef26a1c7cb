// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  GetEbsDefaultKmsKeyIdCommand,
  GetEbsEncryptionByDefaultCommand,
} from '@aws-sdk/client-ec2';
import type {
  AutoScalingGroup,
  ClusterDescription,
  FargateProfile,
  Instance,
  InventoryParts,
  Nodegroup,
  Read,
  SecurityGroup,
  Subnet,
  Vpc,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  reduceSecurityGroup,
  reduceSubnets,
  subnetsOfCluster,
} from './networkReduce';
import { compact, pages, part, valueOf, type Reading } from './reading';

const place = ({ session }: Reading) =>
  `${session.accountId}/${session.region}`;

/** EC2 pages only where it is asked to; a page is taken apart in one go, so it is not the largest. */
const PAGE = 200;

function regionSubnets(reading: Reading): Promise<Subnet[]> {
  const { ec2 } = reading.session.aws;
  return reading.regions.subnets.get(
    place(reading),
    reading.signal,
    async signal => {
      const [subnets, tables] = await Promise.all([
        pages(async NextToken => {
          const page = await ec2.send(
            new DescribeSubnetsCommand({ MaxResults: PAGE, NextToken }),
            { abortSignal: signal },
          );
          return { items: page.Subnets, token: page.NextToken };
        }),
        pages(async NextToken => {
          const page = await ec2.send(
            // This call knows no more than a hundred a page.
            new DescribeRouteTablesCommand({ MaxResults: 100, NextToken }),
            { abortSignal: signal },
          );
          return { items: page.RouteTables, token: page.NextToken };
        }),
      ]);
      return reduceSubnets(subnets, tables);
    },
  );
}

/** The parts that name subnets in which nodes run today. */
export interface SubnetUsers {
  cluster: Promise<Read<ClusterDescription>>;
  nodegroups: Promise<Read<Nodegroup[]>>;
  fargateProfiles: Promise<Read<FargateProfile[]>>;
  autoScalingGroups: Promise<Read<AutoScalingGroup[]>>;
  /** Who needs to know where nodes stand reads them too, and says so where they could not be read. */
  instances: Promise<Read<Instance[]>>;
}

export function readSubnets(
  reading: Reading,
  users: SubnetUsers,
): Promise<Read<Subnet[]>> {
  return part(reading, 'ec2:DescribeSubnets', async missing => {
    const all = await regionSubnets(reading);
    const cluster = valueOf(await users.cluster);
    const used = new Set(cluster.network.subnetIds);
    for (const uses of [
      await users.nodegroups,
      await users.fargateProfiles,
      await users.autoScalingGroups,
    ]) {
      if (uses.state === 'read') {
        for (const user of uses.value) {
          for (const id of user.subnetIds) used.add(id);
        }
      } else {
        missing.push({ what: 'subnets of sources', unread: uses.unread });
      }
    }
    const instances = await users.instances;
    if (instances.state === 'read') {
      for (const { subnetId } of instances.value) {
        if (subnetId) used.add(subnetId);
      }
    }
    return subnetsOfCluster(
      all,
      { name: cluster.name, vpcId: cluster.network.vpcId },
      used,
    );
  });
}

export function readVpc(
  reading: Reading,
  cluster: Promise<Read<ClusterDescription>>,
): Promise<Read<Vpc>> {
  const { ec2 } = reading.session.aws;
  return part(reading, 'ec2:DescribeVpcs', async () => {
    const { vpcId } = valueOf(await cluster).network;
    return await reading.regions.vpc.get(
      `${place(reading)}/${vpcId}`,
      reading.signal,
      async signal => {
        const options = { abortSignal: signal };
        const [vpcs, hostnames, support, endpoints] = await Promise.all([
          ec2.send(new DescribeVpcsCommand({ VpcIds: [vpcId] }), options),
          ec2.send(
            new DescribeVpcAttributeCommand({
              VpcId: vpcId,
              Attribute: 'enableDnsHostnames',
            }),
            options,
          ),
          ec2.send(
            new DescribeVpcAttributeCommand({
              VpcId: vpcId,
              Attribute: 'enableDnsSupport',
            }),
            options,
          ),
          pages(async NextToken => {
            const page = await ec2.send(
              new DescribeVpcEndpointsCommand({
                Filters: [{ Name: 'vpc-id', Values: [vpcId] }],
                NextToken,
              }),
              options,
            );
            return { items: page.VpcEndpoints, token: page.NextToken };
          }),
        ]);
        const vpc = vpcs.Vpcs?.[0];
        if (!vpc) throw new Error(`There is no VPC ${vpcId}`);
        const cidrs = new Set([
          ...(vpc.CidrBlock ? [vpc.CidrBlock] : []),
          ...(vpc.CidrBlockAssociationSet ?? []).flatMap(
            one => one.CidrBlock ?? [],
          ),
          ...(vpc.Ipv6CidrBlockAssociationSet ?? []).flatMap(
            one => one.Ipv6CidrBlock ?? [],
          ),
        ]);
        return {
          id: vpcId,
          cidrs: [...cidrs],
          dnsHostnames: hostnames.EnableDnsHostnames?.Value ?? false,
          dnsSupport: support.EnableDnsSupport?.Value ?? false,
          endpoints: endpoints
            .filter(endpoint => /^available$/i.test(endpoint.State ?? ''))
            .flatMap(endpoint => endpoint.ServiceName ?? [])
            .sort(),
        };
      },
    );
  });
}

/** All groups of the VPC: a rule of any of them may name the nodes' groups as its peer. */
export function readSecurityGroups(
  reading: Reading,
  cluster: Promise<Read<ClusterDescription>>,
): Promise<Read<SecurityGroup[]>> {
  const { ec2 } = reading.session.aws;
  return part(reading, 'ec2:DescribeSecurityGroups', async () => {
    const groups = await reading.regions.securityGroups.get(
      place(reading),
      reading.signal,
      async signal => {
        const all = await pages(async NextToken => {
          const page = await ec2.send(
            new DescribeSecurityGroupsCommand({ MaxResults: PAGE, NextToken }),
            { abortSignal: signal },
          );
          return { items: page.SecurityGroups, token: page.NextToken };
        });
        return all.map(reduceSecurityGroup);
      },
    );
    const { vpcId } = valueOf(await cluster).network;
    return groups.filter(group => group.vpcId === vpcId);
  });
}

export function readEbsEncryption(
  reading: Reading,
): Promise<Read<InventoryParts['ebsEncryption']>> {
  const { ec2 } = reading.session.aws;
  return part(reading, 'ec2:GetEbsEncryptionByDefault', () =>
    reading.regions.ebsEncryption.get(
      place(reading),
      reading.signal,
      async signal => {
        const options = { abortSignal: signal };
        const [encryption, key] = await Promise.all([
          ec2.send(new GetEbsEncryptionByDefaultCommand({}), options),
          ec2.send(new GetEbsDefaultKmsKeyIdCommand({}), options),
        ]);
        return compact({
          byDefault: encryption.EbsEncryptionByDefault ?? false,
          kmsKeyId: key.KmsKeyId,
        });
      },
    ),
  );
}
