// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as ec2 from '@aws-sdk/client-ec2';
import { ApiError } from '../../wire/apiError';
import { need, recordCall, type Handlers } from '../call';
import { byIds, cutPage, filtered, type Fields } from './filters';

const SUBNET: Fields<ec2.Subnet> = {
  'vpc-id': s => [s.VpcId],
  'subnet-id': s => [s.SubnetId],
  'availability-zone': s => [s.AvailabilityZone],
  'availability-zone-id': s => [s.AvailabilityZoneId],
  'cidr-block': s => [s.CidrBlock],
  state: s => [s.State],
  'default-for-az': s => [String(s.DefaultForAz)],
  'owner-id': s => [s.OwnerId],
};
const ROUTE_TABLE: Fields<ec2.RouteTable> = {
  'vpc-id': t => [t.VpcId],
  'route-table-id': t => [t.RouteTableId],
  'association.subnet-id': t => (t.Associations ?? []).map(a => a.SubnetId),
  'association.main': t => (t.Associations ?? []).map(a => String(a.Main)),
  'route.gateway-id': t => (t.Routes ?? []).map(r => r.GatewayId),
  'route.nat-gateway-id': t => (t.Routes ?? []).map(r => r.NatGatewayId),
};
const VPC: Fields<ec2.Vpc> = {
  'vpc-id': v => [v.VpcId],
  cidr: v => [v.CidrBlock],
  state: v => [v.State],
  'is-default': v => [String(v.IsDefault)],
  'owner-id': v => [v.OwnerId],
};
const ENDPOINT: Fields<ec2.VpcEndpoint> = {
  'vpc-id': e => [e.VpcId],
  'vpc-endpoint-id': e => [e.VpcEndpointId],
  'service-name': e => [e.ServiceName],
  'vpc-endpoint-state': e => [e.State?.toLowerCase()],
  'vpc-endpoint-type': e => [e.VpcEndpointType],
};
const NAT: Fields<ec2.NatGateway> = {
  'vpc-id': n => [n.VpcId],
  'subnet-id': n => [n.SubnetId],
  'nat-gateway-id': n => [n.NatGatewayId],
  state: n => [n.State],
};

export const networkHandlers: Handlers<typeof ec2> = {
  DescribeSubnets(call, input) {
    const all = byIds(
      call.region.subnets,
      input.SubnetIds,
      'InvalidSubnetID.NotFound',
      'subnet',
    );
    const cut = cutPage(call, filtered(all, input.Filters, SUBNET), input, {
      ids: input.SubnetIds,
    });
    return { Subnets: cut.items, NextToken: cut.NextToken };
  },

  DescribeRouteTables(call, input) {
    const all = byIds(
      call.region.routeTables,
      input.RouteTableIds,
      'InvalidRouteTableID.NotFound',
      'routeTable',
    );
    const cut = cutPage(
      call,
      filtered(all, input.Filters, ROUTE_TABLE),
      input,
      { ids: input.RouteTableIds, most: 100 },
    );
    return { RouteTables: cut.items, NextToken: cut.NextToken };
  },

  DescribeVpcs(call, input) {
    const all = byIds(
      call.region.vpcs,
      input.VpcIds,
      'InvalidVpcID.NotFound',
      'vpc',
    ).map(v => v.vpc);
    const cut = cutPage(call, filtered(all, input.Filters, VPC), input, {
      ids: input.VpcIds,
    });
    return { Vpcs: cut.items, NextToken: cut.NextToken };
  },

  DescribeVpcAttribute(call, input) {
    const id = need(input.VpcId, 'VpcId');
    const state = call.region.vpcs[id];
    if (!state)
      throw new ApiError(
        'InvalidVpcID.NotFound',
        400,
        `The vpc ID '${id}' does not exist`,
      );
    switch (input.Attribute) {
      case 'enableDnsHostnames':
        return { VpcId: id, EnableDnsHostnames: { Value: state.dnsHostnames } };
      case 'enableDnsSupport':
        return { VpcId: id, EnableDnsSupport: { Value: state.dnsSupport } };
      case 'enableNetworkAddressUsageMetrics':
        return {
          VpcId: id,
          EnableNetworkAddressUsageMetrics: { Value: false },
        };
      default:
        throw new ApiError(
          'InvalidParameterValue',
          400,
          `Value (${input.Attribute}) for parameter attribute is invalid`,
        );
    }
  },

  ModifyVpcAttribute(call, input) {
    const id = need(input.VpcId, 'VpcId');
    const state = call.region.vpcs[id];
    if (!state)
      throw new ApiError(
        'InvalidVpcID.NotFound',
        400,
        `The vpc ID '${id}' does not exist`,
      );
    const asked = [
      { field: 'dnsHostnames', value: input.EnableDnsHostnames?.Value },
      { field: 'dnsSupport', value: input.EnableDnsSupport?.Value },
    ] as const;
    const [one, ...others] = asked.filter(each => each.value !== undefined);
    // One attribute a call (API reference).
    if (!one?.field || others.length > 0) {
      throw new ApiError(
        'InvalidParameterCombination',
        400,
        'Exactly one attribute may be modified at a time',
      );
    }
    const before = state[one.field];
    state[one.field] = one.value === true;
    recordCall(call, {
      object: `ec2:vpc/${id}`,
      field: one.field,
      before,
      after: state[one.field],
    });
    return {};
  },

  DescribeVpcEndpoints(call, input) {
    const all = byIds(
      call.region.vpcEndpoints,
      input.VpcEndpointIds,
      'InvalidVpcEndpointId.NotFound',
      'vpcEndpoint',
    );
    const cut = cutPage(call, filtered(all, input.Filters, ENDPOINT), input, {
      ids: input.VpcEndpointIds,
    });
    return { VpcEndpoints: cut.items, NextToken: cut.NextToken };
  },

  DescribeNatGateways(call, input) {
    const all = byIds(
      call.region.natGateways,
      input.NatGatewayIds,
      'NatGatewayNotFound',
      'NatGateway',
    );
    const cut = cutPage(call, filtered(all, input.Filter, NAT), input, {
      ids: input.NatGatewayIds,
    });
    return { NatGateways: cut.items, NextToken: cut.NextToken };
  },

  DescribeAvailabilityZones(call) {
    const zones = new Map(
      Object.values(call.region.subnets).map(s => [
        s.AvailabilityZone ?? '',
        s.AvailabilityZoneId,
      ]),
    );
    return {
      AvailabilityZones: [...zones].sort().map(([ZoneName, ZoneId]) => ({
        ZoneName,
        ZoneId,
        RegionName: call.regionName,
        State: 'available' as const,
        ZoneType: 'availability-zone',
        OptInStatus: 'opt-in-not-required' as const,
      })),
    };
  },
};
