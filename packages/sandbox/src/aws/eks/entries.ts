// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as eks from '@aws-sdk/client-eks';
import { ApiError } from '../../wire/apiError';
import type { AccessState, ClusterState } from '../../world/state';
import type { World } from '../../world/world';
import { need, recordCall, type Call, type Handlers } from '../call';
import { accessPolicyName, entryUsername } from './accessPolicies';
import {
  findCluster,
  inUse,
  invalidParameter,
  invalidRequest,
  needEntries,
  notFound,
} from './find';

interface NewEntry {
  principalArn: string;
  type: string;
  groups: string[];
  username?: string;
  tags?: Record<string, string>;
  policies: { policyArn: string; accessScope: eks.AccessScope }[];
}

function makeEntry(
  world: World,
  cluster: ClusterState,
  entry: NewEntry,
): AccessState {
  const kind = entry.principalArn.includes(':user/') ? 'user' : 'role';
  return {
    entry: {
      clusterName: cluster.cluster.name,
      principalArn: entry.principalArn,
      kubernetesGroups: entry.groups,
      accessEntryArn: `arn:aws:eks:${cluster.region}:${
        cluster.accountId
      }:access-entry/${cluster.cluster.name}/${kind}/${
        cluster.accountId
      }/${entry.principalArn.split('/').at(-1)}/${world.uuid()}`,
      createdAt: world.now(),
      modifiedAt: world.now(),
      tags: entry.tags ?? {},
      username: entry.username ?? entryUsername(entry.principalArn, entry.type),
      type: entry.type,
    },
    policies: entry.policies.map(p => ({
      ...p,
      associatedAt: world.now(),
      modifiedAt: world.now(),
    })),
  };
}

/** Makes an entry unless the principal has one; what is there stays as it is. */
export function putEntry(
  world: World,
  cluster: ClusterState,
  entry: NewEntry,
  cause: { by: string; via: string },
): void {
  const existing = cluster.accessEntries[entry.principalArn];
  if (existing?.now) return;
  const state = makeEntry(world, cluster, entry);
  if (existing) world.lag(existing, state);
  else cluster.accessEntries[entry.principalArn] = world.lagging(state);
  world.record({
    clusterArn: cluster.arn,
    object: `eks:access-entry/${entry.principalArn}`,
    field: 'exists',
    before: false,
    after: {
      type: entry.type,
      groups: entry.groups,
      policies: entry.policies.map(p => p.policyArn),
    },
    ...cause,
  });
}

const TYPES = [
  'STANDARD',
  'EC2_LINUX',
  'EC2_WINDOWS',
  'FARGATE_LINUX',
  'EC2',
  'HYBRID_LINUX',
  'HYPERPOD_LINUX',
];

function checkPrincipal(call: Call, arn: string): void {
  const match = /^arn:aws[a-z-]*:iam::(\d{12}):(role|user)\/(.+)$/.exec(arn);
  if (!match)
    throw invalidParameter(
      `The principalArn ${arn} is not a valid IAM role or user`,
    );
  if (match[3].startsWith('aws-service-role/')) {
    throw invalidParameter(
      'The caller is not allowed to modify access entries with a principalArn value of a Service Linked Role',
    );
  }
  const account = call.world.state.accounts[match[1]];
  const name = match[3].split('/').at(-1) ?? '';
  const found =
    match[2] === 'role'
      ? account?.iam.roles[name]?.now
      : account?.iam.users[name];
  if (match[1] === call.account.id && found?.arn !== arn) {
    throw invalidParameter(
      'The specified principalArn is invalid: invalid principal.',
    );
  }
}

function checkNames(input: {
  username?: string;
  kubernetesGroups?: string[];
}): void {
  const reserved = /^(system:|eks:|aws:|amazon:|iam:)/;
  if (input.username && reserved.test(input.username)) {
    throw invalidParameter(
      "The username can't begin with system:, eks:, aws:, amazon:, or iam:",
    );
  }
  if (input.kubernetesGroups?.some(g => g.startsWith('system:'))) {
    throw invalidParameter(
      "The kubernetes group name can't begin with system:",
    );
  }
}

function current(
  cluster: ClusterState,
  principalArn: string | undefined,
): AccessState {
  const state = cluster.accessEntries[need(principalArn, 'principalArn')]?.now;
  if (!state) throw notFound('The specified principalArn could not be found.');
  return state;
}

function checkScope(scope: eks.AccessScope | undefined): eks.AccessScope {
  const namespaces = scope?.namespaces ?? [];
  if (scope?.type === 'cluster' && namespaces.length === 0)
    return { type: 'cluster', namespaces: [] };
  if (scope?.type === 'namespace' && namespaces.length > 0)
    return { type: 'namespace', namespaces };
  throw invalidParameter(
    'The access scope must be cluster without namespaces, or namespace with at least one',
  );
}

export const entryHandlers: Handlers<typeof eks> = {
  CreateAccessEntry(call, input) {
    const cluster = findCluster(call, input.clusterName);
    needEntries(cluster);
    const principalArn = need(input.principalArn, 'principalArn');
    const type = input.type ?? 'STANDARD';
    if (!TYPES.includes(type))
      throw invalidParameter(`The type ${type} is not supported`);
    if (
      type !== 'STANDARD' &&
      (input.kubernetesGroups?.length || input.username)
    ) {
      throw invalidParameter(
        `The kubernetesGroups and username cannot be specified for entries of type ${type}`,
      );
    }
    checkNames(input);
    checkPrincipal(call, principalArn);
    const existing = cluster.accessEntries[principalArn];
    if (existing?.now) {
      const again =
        input.clientRequestToken &&
        cluster.requestTokens[input.clientRequestToken] === principalArn;
      if (again) return { accessEntry: existing.now.entry };
      throw inUse(
        'The specified access entry resource is already in use on this cluster.',
        { clusterName: cluster.cluster.name },
      );
    }
    if (
      Object.values(cluster.accessEntries).filter(e => e.now).length >= 3000
    ) {
      throw new ApiError(
        'ResourceLimitExceededException',
        400,
        'Access entries limit exceeded for the cluster',
      );
    }
    putEntry(
      call.world,
      cluster,
      {
        principalArn,
        type,
        groups: input.kubernetesGroups ?? [],
        username: input.username,
        tags: input.tags,
        policies: [],
      },
      {
        by: call.principal.arn,
        via: 'eks:CreateAccessEntry',
      },
    );
    if (input.clientRequestToken)
      cluster.requestTokens[input.clientRequestToken] = principalArn;
    return { accessEntry: cluster.accessEntries[principalArn].now?.entry };
  },

  UpdateAccessEntry(call, input) {
    const cluster = findCluster(call, input.clusterName);
    needEntries(cluster);
    const state = current(cluster, input.principalArn);
    if (state.entry.type !== 'STANDARD')
      throw invalidRequest(
        `Access entries of type ${state.entry.type} cannot be updated`,
      );
    checkNames(input);
    const entry = {
      ...state.entry,
      kubernetesGroups: input.kubernetesGroups ?? state.entry.kubernetesGroups,
      username: input.username ?? state.entry.username,
      modifiedAt: call.world.now(),
    };
    call.world.lag(cluster.accessEntries[input.principalArn ?? ''], {
      ...state,
      entry,
    });
    recordCall(call, {
      clusterArn: cluster.arn,
      object: `eks:access-entry/${input.principalArn}`,
      field: 'kubernetesGroups',
      before: state.entry.kubernetesGroups,
      after: entry.kubernetesGroups,
    });
    return { accessEntry: entry };
  },

  DeleteAccessEntry(call, input) {
    const cluster = findCluster(call, input.clusterName);
    needEntries(cluster);
    const state = current(cluster, input.principalArn);
    call.world.lag(cluster.accessEntries[input.principalArn ?? ''], undefined);
    recordCall(call, {
      clusterArn: cluster.arn,
      object: `eks:access-entry/${input.principalArn}`,
      field: 'exists',
      before: {
        type: state.entry.type,
        groups: state.entry.kubernetesGroups,
        policies: state.policies.map(p => p.policyArn),
      },
      after: false,
    });
    return {};
  },

  AssociateAccessPolicy(call, input) {
    const cluster = findCluster(call, input.clusterName);
    needEntries(cluster);
    const state = current(cluster, input.principalArn);
    const policyArn = need(input.policyArn, 'policyArn');
    const name = accessPolicyName(policyArn);
    if (!name)
      throw invalidParameter('The policyArn parameter format is not valid');
    const nodePolicy = name === 'AmazonEKSAutoNodePolicy';
    if (
      nodePolicy !== (state.entry.type === 'EC2') ||
      !['STANDARD', 'EC2'].includes(state.entry.type ?? '')
    ) {
      throw invalidParameter(
        `The policy ${name} cannot be associated with an entry of type ${state.entry.type}`,
      );
    }
    const before = state.policies.find(p => p.policyArn === policyArn);
    const associated: eks.AssociatedAccessPolicy = {
      policyArn,
      accessScope: checkScope(input.accessScope),
      associatedAt: before?.associatedAt ?? call.world.now(),
      modifiedAt: call.world.now(),
    };
    call.world.lag(cluster.accessEntries[input.principalArn ?? ''], {
      ...state,
      policies: [...state.policies.filter(p => p !== before), associated],
    });
    recordCall(call, {
      clusterArn: cluster.arn,
      object: `eks:access-entry/${input.principalArn}`,
      field: `policy:${policyArn}`,
      before: before?.accessScope,
      after: associated.accessScope,
    });
    return {
      clusterName: cluster.cluster.name,
      principalArn: input.principalArn,
      associatedAccessPolicy: associated,
    };
  },

  DisassociateAccessPolicy(call, input) {
    const cluster = findCluster(call, input.clusterName);
    needEntries(cluster);
    const state = current(cluster, input.principalArn);
    const before = state.policies.find(p => p.policyArn === input.policyArn);
    if (!before)
      throw notFound(
        'The specified policyArn could not be found on the access entry.',
      );
    call.world.lag(cluster.accessEntries[input.principalArn ?? ''], {
      ...state,
      policies: state.policies.filter(p => p !== before),
    });
    recordCall(call, {
      clusterArn: cluster.arn,
      object: `eks:access-entry/${input.principalArn}`,
      field: `policy:${input.policyArn}`,
      before: before.accessScope,
      after: undefined,
    });
    return {};
  },
};
