// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parsePolicy, type PolicyDocument } from '../auth/policyDocument';
import { settled } from '../world/lagging';
import { managedPolicyArn } from '../world/managedPolicies';
import type { RoleState } from '../world/iamState';
import type { AccountState } from '../world/state';
import type { World } from '../world/world';
import { deployedPolicy } from './deployed';
import type { FleetAccount, FleetRole } from './schema';

function trustOf(account: string, trust: FleetRole['trust']): PolicyDocument {
  const service = (name: string, actions: string[]): PolicyDocument => ({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: name },
        Action: actions.length === 1 ? actions[0] : actions,
      },
    ],
  });
  switch (trust) {
    case 'eks':
      return service('eks.amazonaws.com', ['sts:AssumeRole']);
    case 'eks-auto':
      return service('eks.amazonaws.com', ['sts:AssumeRole', 'sts:TagSession']);
    case 'ec2':
      return service('ec2.amazonaws.com', ['sts:AssumeRole']);
    case 'fargate':
      return service('eks-fargate-pods.amazonaws.com', ['sts:AssumeRole']);
    case 'account':
      return {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${account}:root` },
            Action: [
              'sts:AssumeRole',
              'sts:TagSession',
              'sts:SetSourceIdentity',
            ],
          },
        ],
      };
    default:
      return parsePolicy(
        JSON.stringify({ Version: '2012-10-17', Statement: trust }),
        'trust',
      );
  }
}

export function policyArn(account: string, nameOrArn: string): string {
  if (nameOrArn.startsWith('arn:')) return nameOrArn;
  return (
    managedPolicyArn(nameOrArn) ?? `arn:aws:iam::${account}:policy/${nameOrArn}`
  );
}

function inlineOf(
  inline: Record<string, Record<string, unknown>[]>,
): Record<string, PolicyDocument> {
  return Object.fromEntries(
    Object.entries(inline).map(([name, Statement]) => [
      name,
      parsePolicy(
        JSON.stringify({ Version: '2012-10-17', Statement }),
        'identity',
      ),
    ]),
  );
}

export function addRole(
  world: World,
  account: AccountState,
  role: Omit<RoleState, 'id' | 'arn' | 'createdAt'>,
): RoleState {
  const made: RoleState = {
    ...role,
    id: world.unique('AROA'),
    arn: `arn:aws:iam::${account.id}:role${role.path}${role.name}`,
    createdAt: world.now(),
  };
  account.iam.roles[role.name] = settled(made);
  return made;
}

export function buildIam(world: World, fleet: FleetAccount): void {
  const account = world.account(fleet.id);
  for (const user of fleet.users) {
    account.iam.users[user.name] = {
      name: user.name,
      arn: `arn:aws:iam::${fleet.id}:user/${user.name}`,
      id: world.unique('AIDA'),
      accessKeys: [
        {
          accessKeyId: user.accessKeyId,
          secretAccessKey: user.secretAccessKey,
        },
      ],
      attached: user.policies.map(p => policyArn(fleet.id, p)),
      inline: inlineOf(user.inline),
      tags: user.tags,
    };
  }
  for (const role of fleet.roles) {
    addRole(world, account, {
      name: role.name,
      path: role.path,
      description: role.description,
      maxSessionSeconds: role.maxSessionSeconds,
      trust: trustOf(fleet.id, role.trust),
      attached: role.policies.map(p => policyArn(fleet.id, p)),
      inline: {
        ...inlineOf(role.inline),
        ...(role.deployed
          ? {
              [role.deployed.policy]: deployedPolicy(fleet.id, role.deployed),
            }
          : {}),
      },
      permissionsBoundary:
        role.permissionsBoundary &&
        policyArn(fleet.id, role.permissionsBoundary),
      tags: role.tags,
    });
  }
  addRole(world, account, {
    name: 'AWSServiceRoleForAmazonEKS',
    path: '/aws-service-role/eks.amazonaws.com/',
    maxSessionSeconds: 3600,
    trust: trustOf(fleet.id, 'eks'),
    attached: [
      'arn:aws:iam::aws:policy/aws-service-role/AmazonEKSServiceRolePolicy',
    ],
    inline: {},
    tags: {},
  });
}
