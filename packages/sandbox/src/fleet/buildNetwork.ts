// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { IpPermission, Route, SecurityGroup } from '@aws-sdk/client-ec2';
import { normalRules } from '../aws/ec2/securityGroups';
import { capacityOf } from '../world/addresses';
import { ec2Tags } from '../world/instances';
import type { World } from '../world/world';
import type { FleetSecurityGroup, FleetVpc } from './schema';

/** What a cluster needs to know of the VPC that its file section names. */
export interface BuiltVpc {
  id: string;
  region: string;
  subnets: {
    name: string;
    id: string;
    public: boolean;
    zone: string;
    free?: number;
  }[];
}

const ZONES = 'abcdef';

export function buildVpc(
  world: World,
  account: string,
  vpc: FleetVpc,
): BuiltVpc {
  const region = world.region(account, vpc.region);
  const vpcId = vpc.id ?? world.hex('vpc-');
  region.vpcs[vpcId] = {
    vpc: {
      VpcId: vpcId,
      CidrBlock: vpc.cidr,
      CidrBlockAssociationSet: [vpc.cidr, ...vpc.secondaryCidrs].map(
        CidrBlock => ({
          AssociationId: world.hex('vpc-cidr-assoc-'),
          CidrBlock,
          CidrBlockState: { State: 'associated' },
        }),
      ),
      Ipv6CidrBlockAssociationSet: vpc.ipv6Cidr
        ? [
            {
              AssociationId: world.hex('vpc-cidr-assoc-'),
              Ipv6CidrBlock: vpc.ipv6Cidr,
              Ipv6CidrBlockState: { State: 'associated' },
            },
          ]
        : [],
      State: 'available',
      IsDefault: false,
      InstanceTenancy: 'default',
      DhcpOptionsId: world.hex('dopt-'),
      OwnerId: account,
      Tags: ec2Tags({ Name: vpc.name, ...vpc.tags }),
    },
    dnsHostnames: vpc.dnsHostnames,
    dnsSupport: vpc.dnsSupport,
  };
  const gateway = world.hex('igw-');
  const natId = vpc.natGateway ? world.hex('nat-') : undefined;
  const local: Route = {
    DestinationCidrBlock: vpc.cidr,
    GatewayId: 'local',
    Origin: 'CreateRouteTable',
    State: 'active',
  };
  const table = (
    routes: Route[],
    subnetIds: string[],
    main: boolean,
    name: string,
  ) => {
    const id = world.hex('rtb-');
    region.routeTables[id] = {
      RouteTableId: id,
      VpcId: vpcId,
      OwnerId: account,
      Routes: [local, ...routes],
      PropagatingVgws: [],
      Associations: [
        ...(main
          ? [
              {
                RouteTableAssociationId: world.hex('rtbassoc-'),
                RouteTableId: id,
                Main: true,
                AssociationState: { State: 'associated' as const },
              },
            ]
          : []),
        ...subnetIds.map(SubnetId => ({
          RouteTableAssociationId: world.hex('rtbassoc-'),
          RouteTableId: id,
          SubnetId,
          Main: false,
          AssociationState: { State: 'associated' as const },
        })),
      ],
      Tags: ec2Tags({ Name: `${vpc.name}-${name}` }),
    };
    return id;
  };
  const built = vpc.subnets.map(s => {
    const id = s.id ?? world.hex('subnet-');
    region.subnets[id] = {
      SubnetId: id,
      SubnetArn: `arn:aws:ec2:${vpc.region}:${account}:subnet/${id}`,
      VpcId: vpcId,
      CidrBlock: s.cidr,
      AvailabilityZone: `${vpc.region}${s.zone}`,
      AvailabilityZoneId: `${vpc.region
        .replace(/[^a-z0-9]/g, '')
        .slice(0, 4)}-az${ZONES.indexOf(s.zone) + 1}`,
      AvailableIpAddressCount: capacityOf(s.cidr),
      MapPublicIpOnLaunch: s.mapPublicIpOnLaunch ?? s.public,
      AssignIpv6AddressOnCreation: s.ipv6Cidr !== undefined,
      DefaultForAz: false,
      State: 'available',
      OwnerId: account,
      Ipv6CidrBlockAssociationSet: s.ipv6Cidr
        ? [
            {
              AssociationId: world.hex('subnet-cidr-assoc-'),
              Ipv6CidrBlock: s.ipv6Cidr,
              Ipv6CidrBlockState: { State: 'associated' },
            },
          ]
        : [],
      Tags: ec2Tags({ Name: s.name, ...s.tags }),
    };
    return {
      name: s.name,
      id,
      public: s.public,
      isolated: s.isolated,
      zone: `${vpc.region}${s.zone}`,
      free: s.freeAddresses,
    };
  });
  const anywhere = {
    DestinationCidrBlock: '0.0.0.0/0',
    Origin: 'CreateRoute' as const,
    State: 'active' as const,
  };
  table(
    [{ ...anywhere, GatewayId: gateway }],
    built.filter(s => s.public).map(s => s.id),
    false,
    'public',
  );
  const withNat = built.filter(s => !s.public && !s.isolated);
  table(
    natId ? [{ ...anywhere, NatGatewayId: natId }] : [],
    withNat.map(s => s.id),
    false,
    'private',
  );
  table(
    [],
    built.filter(s => s.isolated).map(s => s.id),
    true,
    'main',
  );
  if (natId) {
    region.natGateways[natId] = {
      NatGatewayId: natId,
      VpcId: vpcId,
      SubnetId: built.find(s => s.public)?.id,
      State: 'available',
      ConnectivityType: 'public',
      CreateTime: world.now(),
      NatGatewayAddresses: [
        { PublicIp: '198.51.100.10', AllocationId: world.hex('eipalloc-') },
      ],
      Tags: ec2Tags({ Name: `${vpc.name}-nat` }),
    };
  }
  for (const service of vpc.endpoints) {
    const id = world.hex('vpce-');
    region.vpcEndpoints[id] = {
      VpcEndpointId: id,
      VpcEndpointType: ['s3', 'dynamodb'].includes(service)
        ? 'Gateway'
        : 'Interface',
      VpcId: vpcId,
      ServiceName: `com.amazonaws.${vpc.region}.${service}`,
      State: 'Available',
      PrivateDnsEnabled: !['s3', 'dynamodb'].includes(service),
      SubnetIds: built.filter(s => !s.public).map(s => s.id),
      RouteTableIds: [],
      Groups: [],
      OwnerId: account,
      CreationTimestamp: world.now(),
      Tags: [],
    };
  }
  return { id: vpcId, region: vpc.region, subnets: built };
}

/** What a new group lets out: everything, over IPv6 too where the VPC has it. */
const everywhere = (six: boolean): IpPermission => ({
  IpProtocol: '-1',
  IpRanges: [{ CidrIp: '0.0.0.0/0' }],
  ...(six ? { Ipv6Ranges: [{ CidrIpv6: '::/0' }] } : {}),
});

export function addSecurityGroup(
  world: World,
  account: string,
  regionName: string,
  group: {
    id?: string;
    name: string;
    description: string;
    vpcId: string;
    tags: Record<string, string>;
  },
): SecurityGroup {
  const region = world.region(account, regionName);
  const id = group.id ?? world.hex('sg-');
  const made: SecurityGroup = {
    GroupId: id,
    GroupName: group.name,
    Description: group.description,
    VpcId: group.vpcId,
    OwnerId: account,
    SecurityGroupArn: `arn:aws:ec2:${regionName}:${account}:security-group/${id}`,
    IpPermissions: [],
    IpPermissionsEgress: normalRules([
      everywhere(
        (region.vpcs[group.vpcId]?.vpc.Ipv6CidrBlockAssociationSet ?? [])
          .length > 0,
      ),
    ]),
    Tags: ec2Tags(group.tags),
  };
  region.securityGroups[id] = made;
  return made;
}

/** Turns the short rules of a fleet file into EC2's. */
export function fillSecurityGroup(
  made: SecurityGroup,
  group: FleetSecurityGroup,
  idOf: (name: string) => string,
): void {
  const permission = (
    rule: FleetSecurityGroup['ingress'][number],
  ): IpPermission => ({
    IpProtocol: rule.protocol,
    ...(rule.protocol === '-1'
      ? {}
      : { FromPort: rule.from ?? 0, ToPort: rule.to ?? rule.from ?? 65535 }),
    ...(rule.cidr ? { IpRanges: [{ CidrIp: rule.cidr }] } : {}),
    ...(rule.group
      ? {
          UserIdGroupPairs: [
            {
              GroupId: rule.group === 'self' ? made.GroupId : idOf(rule.group),
              UserId: made.OwnerId,
            },
          ],
        }
      : {}),
  });
  made.IpPermissions = normalRules(group.ingress.map(permission));
  if (group.egress)
    made.IpPermissionsEgress = normalRules(group.egress.map(permission));
}
