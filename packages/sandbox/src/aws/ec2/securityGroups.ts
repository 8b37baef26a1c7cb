// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as ec2 from '@aws-sdk/client-ec2';
import { ApiError } from '../../wire/apiError';
import { need, recordCall, type Call, type Handlers } from '../call';
import { byIds, cutPage, filtered, type Fields } from './filters';

const GROUP: Fields<ec2.SecurityGroup> = {
  'group-id': g => [g.GroupId],
  'group-name': g => [g.GroupName],
  'vpc-id': g => [g.VpcId],
  'owner-id': g => [g.OwnerId],
};

interface Atom {
  protocol: string;
  from?: number;
  to?: number;
  peer:
    | { cidr: string }
    | { cidr6: string }
    | { group: string; user?: string }
    | { list: string };
  description?: string;
}

function atoms(permissions: ec2.IpPermission[]): Atom[] {
  return permissions.flatMap(p => {
    const base = {
      protocol: p.IpProtocol ?? '-1',
      from: p.FromPort,
      to: p.ToPort,
    };
    return [
      ...(p.IpRanges ?? []).map(r => ({
        ...base,
        peer: { cidr: r.CidrIp ?? '' },
        description: r.Description,
      })),
      ...(p.Ipv6Ranges ?? []).map(r => ({
        ...base,
        peer: { cidr6: r.CidrIpv6 ?? '' },
        description: r.Description,
      })),
      ...(p.UserIdGroupPairs ?? []).map(r => ({
        ...base,
        peer: { group: r.GroupId ?? '', user: r.UserId },
        description: r.Description,
      })),
      ...(p.PrefixListIds ?? []).map(r => ({
        ...base,
        peer: { list: r.PrefixListId ?? '' },
        description: r.Description,
      })),
    ];
  });
}

function key(atom: Atom): string {
  const { peer } = atom;
  const who = 'group' in peer ? peer.group : Object.values(peer)[0];
  const ports = atom.protocol === '-1' ? 'all' : `${atom.from}-${atom.to}`;
  return `${atom.protocol} ${ports} ${who}`;
}

/** EC2 shows one permission a protocol and port range, with all peers in it. */
function grouped(list: Atom[]): ec2.IpPermission[] {
  const by = new Map<string, ec2.IpPermission>();
  for (const atom of list) {
    const name = `${atom.protocol} ${atom.from} ${atom.to}`;
    const permission = by.get(name) ?? {
      IpProtocol: atom.protocol,
      ...(atom.protocol === '-1'
        ? {}
        : { FromPort: atom.from, ToPort: atom.to }),
      IpRanges: [],
      Ipv6Ranges: [],
      UserIdGroupPairs: [],
      PrefixListIds: [],
    };
    by.set(name, permission);
    const { peer, description: Description } = atom;
    if ('cidr' in peer)
      permission.IpRanges?.push({ CidrIp: peer.cidr, Description });
    else if ('cidr6' in peer)
      permission.Ipv6Ranges?.push({ CidrIpv6: peer.cidr6, Description });
    else if ('group' in peer)
      permission.UserIdGroupPairs?.push({
        GroupId: peer.group,
        UserId: peer.user,
        Description,
      });
    else
      permission.PrefixListIds?.push({ PrefixListId: peer.list, Description });
  }
  return [...by.values()];
}

/** Rules as EC2 shows them, however they were written. */
export function normalRules(
  permissions: ec2.IpPermission[],
): ec2.IpPermission[] {
  return grouped(atoms(permissions));
}

function find(call: Call, id: string | undefined): ec2.SecurityGroup {
  const group = call.region.securityGroups[need(id, 'GroupId')];
  if (!group)
    throw new ApiError(
      'InvalidGroup.NotFound',
      400,
      `The security group '${id}' does not exist`,
    );
  return group;
}

interface RuleInput {
  GroupId?: string;
  IpPermissions?: ec2.IpPermission[];
  SecurityGroupRuleIds?: string[];
  IpProtocol?: string;
  FromPort?: number;
  ToPort?: number;
  CidrIp?: string;
}

function wanted(call: Call, input: RuleInput): Atom[] {
  const short = input.CidrIp
    ? [
        {
          IpProtocol: input.IpProtocol,
          FromPort: input.FromPort,
          ToPort: input.ToPort,
          IpRanges: [{ CidrIp: input.CidrIp }],
        },
      ]
    : [];
  const list = atoms([...(input.IpPermissions ?? []), ...short]);
  for (const atom of list) {
    if ('group' in atom.peer) find(call, atom.peer.group);
    if (
      atom.protocol !== '-1' &&
      (atom.from === undefined || atom.to === undefined || atom.from > atom.to)
    ) {
      throw new ApiError(
        'InvalidParameterValue',
        400,
        'Invalid value for portRange',
      );
    }
  }
  return list;
}

type Side = 'IpPermissions' | 'IpPermissionsEgress';

function authorize(call: Call, input: RuleInput, side: Side) {
  const group = find(call, input.GroupId);
  const have = atoms(group[side] ?? []);
  const added = wanted(call, input);
  for (const atom of added) {
    if (have.some(h => key(h) === key(atom))) {
      throw new ApiError(
        'InvalidPermission.Duplicate',
        400,
        `the specified rule "peer: ${key(atom)}" already exists`,
      );
    }
  }
  group[side] = grouped([...have, ...added]);
  for (const atom of added) {
    recordCall(call, {
      object: `ec2:security-group/${group.GroupId}`,
      field: `${side === 'IpPermissions' ? 'ingress' : 'egress'}:${key(atom)}`,
      before: false,
      after: true,
    });
  }
  return {
    Return: true,
    SecurityGroupRules: added.map(atom => ruleOf(group, atom, side, call)),
  };
}

function ruleOf(
  group: ec2.SecurityGroup,
  atom: Atom,
  side: Side,
  call: Call,
): ec2.SecurityGroupRule {
  const { peer } = atom;
  const digest = Buffer.from(`${group.GroupId}${side}${key(atom)}`)
    .toString('hex')
    .slice(-17);
  return {
    SecurityGroupRuleId: `sgr-${digest}`,
    GroupId: group.GroupId,
    GroupOwnerId: call.account.id,
    IsEgress: side === 'IpPermissionsEgress',
    IpProtocol: atom.protocol,
    FromPort: atom.protocol === '-1' ? -1 : atom.from,
    ToPort: atom.protocol === '-1' ? -1 : atom.to,
    CidrIpv4: 'cidr' in peer ? peer.cidr : undefined,
    CidrIpv6: 'cidr6' in peer ? peer.cidr6 : undefined,
    PrefixListId: 'list' in peer ? peer.list : undefined,
    ReferencedGroupInfo:
      'group' in peer ? { GroupId: peer.group, UserId: peer.user } : undefined,
    Description: atom.description,
    Tags: [],
  };
}

function revoke(call: Call, input: RuleInput, side: Side) {
  const group = find(call, input.GroupId);
  const have = atoms(group[side] ?? []);
  const byId = (input.SecurityGroupRuleIds ?? []).map(id => {
    const atom = have.find(
      h => ruleOf(group, h, side, call).SecurityGroupRuleId === id,
    );
    if (!atom)
      throw new ApiError(
        'InvalidSecurityGroupRuleId.NotFound',
        400,
        `The security group rule ID '${id}' does not exist`,
      );
    return atom;
  });
  const gone = [...wanted(call, input), ...byId];
  for (const atom of gone) {
    if (!have.some(h => key(h) === key(atom))) {
      throw new ApiError(
        'InvalidPermission.NotFound',
        400,
        'The specified rule does not exist in this security group.',
      );
    }
  }
  group[side] = grouped(have.filter(h => !gone.some(g => key(g) === key(h))));
  for (const atom of gone) {
    recordCall(call, {
      object: `ec2:security-group/${group.GroupId}`,
      field: `${side === 'IpPermissions' ? 'ingress' : 'egress'}:${key(atom)}`,
      before: true,
      after: false,
    });
  }
  return { Return: true };
}

export const securityGroupHandlers: Handlers<typeof ec2> = {
  DescribeSecurityGroups(call, input) {
    const all = byIds(
      call.region.securityGroups,
      input.GroupIds,
      'InvalidGroup.NotFound',
      'security group',
    );
    const cut = cutPage(call, filtered(all, input.Filters, GROUP), input, {
      ids: input.GroupIds,
    });
    return { SecurityGroups: cut.items, NextToken: cut.NextToken };
  },

  DescribeSecurityGroupRules(call, input) {
    const all = Object.values(call.region.securityGroups).flatMap(group =>
      (['IpPermissions', 'IpPermissionsEgress'] as const).flatMap(side =>
        atoms(group[side] ?? []).map(atom => ruleOf(group, atom, side, call)),
      ),
    );
    const shown = filtered(all, input.Filters, {
      'group-id': r => [r.GroupId],
      'security-group-rule-id': r => [r.SecurityGroupRuleId],
    });
    const cut = cutPage(
      call,
      shown.filter(
        r =>
          !input.SecurityGroupRuleIds?.length ||
          input.SecurityGroupRuleIds.includes(r.SecurityGroupRuleId ?? ''),
      ),
      input,
    );
    return { SecurityGroupRules: cut.items, NextToken: cut.NextToken };
  },

  AuthorizeSecurityGroupIngress: (call, input) =>
    authorize(call, input, 'IpPermissions'),
  AuthorizeSecurityGroupEgress: (call, input) =>
    authorize(call, input, 'IpPermissionsEgress'),
  RevokeSecurityGroupIngress: (call, input) =>
    revoke(call, input, 'IpPermissions'),
  RevokeSecurityGroupEgress: (call, input) =>
    revoke(call, input, 'IpPermissionsEgress'),
};
