// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as iam from '@aws-sdk/client-iam';
import { callerContext, policiesOf, withContext } from '../../auth/authorize';
import { decideAll } from '../../auth/evaluate';
import { parsePolicy } from '../../auth/policyDocument';
import { ApiError } from '../../wire/apiError';
import { read } from '../../world/lagging';
import { managedPolicies, managedPolicy } from '../../world/managedPolicies';
import { need, type Call, type Handlers } from '../call';
import { encoded, marker, noSuchEntity, readRole } from './roles';

const EPOCH = new Date('2018-05-27T21:07:14Z');

function shownPolicy(call: Call, arn: string): iam.Policy {
  const attachments = Object.values(call.account.iam.roles).filter(r =>
    read(r, call.world.now())?.attached.includes(arn),
  ).length;
  const own = call.account.iam.policies[arn];
  if (own) {
    return {
      PolicyName: own.name,
      PolicyId: own.id,
      Arn: arn,
      Path: own.path,
      DefaultVersionId: own.defaultVersion,
      AttachmentCount: attachments,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: own.createdAt,
      UpdateDate: own.createdAt,
    };
  }
  const aws = managedPolicy(arn);
  if (!aws) throw noSuchEntity(`Policy ${arn} was not found.`);
  return {
    PolicyName: aws.name,
    PolicyId: `ANPA${Buffer.from(aws.name)
      .toString('hex')
      .toUpperCase()
      .slice(0, 17)}`,
    Arn: arn,
    Path: aws.path,
    DefaultVersionId: aws.version,
    AttachmentCount: attachments,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: EPOCH,
    UpdateDate: EPOCH,
  };
}

/** The user or role whose permissions are asked for; a session's ARN is refused, as IAM refuses it. */
function holderOf(call: Call, arn: string) {
  const match =
    /^arn:aws[a-z-]*:iam::(\d+):(role|user)\/(?:.*\/)?([^/]+)$/.exec(arn);
  if (!match || match[1] !== call.account.id) {
    throw new ApiError(
      'InvalidInput',
      400,
      `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`,
    );
  }
  const holder =
    match[2] === 'role'
      ? read(call.account.iam.roles[match[3]], call.world.now())
      : call.account.iam.users[match[3]];
  if (!holder || holder.arn !== arn)
    throw noSuchEntity(
      `The ${match[2]} with name ${match[3]} cannot be found.`,
    );
  return holder;
}

export const policyHandlers: Handlers<typeof iam> = {
  GetPolicy: (call, input) => ({
    Policy: shownPolicy(call, need(input.PolicyArn, 'PolicyArn')),
  }),

  GetPolicyVersion(call, input) {
    const arn = need(input.PolicyArn, 'PolicyArn');
    const own = call.account.iam.policies[arn];
    const aws = managedPolicy(arn);
    const ofAws = aws?.version === input.VersionId ? aws?.document : undefined;
    const document = own
      ? own.versions.find(v => v.id === input.VersionId)?.document
      : ofAws;
    if (!document)
      throw noSuchEntity(
        `Policy ${arn} version ${input.VersionId} does not exist or is not attachable.`,
      );
    return {
      PolicyVersion: {
        Document: encoded(document),
        VersionId: input.VersionId,
        IsDefaultVersion:
          input.VersionId === (own?.defaultVersion ?? aws?.version),
        CreateDate: own?.createdAt ?? EPOCH,
      },
    };
  },

  ListPolicies(call, input) {
    const own = Object.keys(call.account.iam.policies);
    const aws = managedPolicies().map(
      p => `arn:aws:iam::aws:policy${p.path}${p.name}`,
    );
    const arns =
      { Local: own, AWS: aws, All: [...own, ...aws] }[input.Scope ?? 'All'] ??
      [];
    const cut = marker(call, arns, input, input.Scope ?? 'All');
    return {
      Policies: cut.items.map(arn => shownPolicy(call, arn)),
      IsTruncated: cut.IsTruncated,
      Marker: cut.Marker,
    };
  },

  CreatePolicy(call, input) {
    const name = need(input.PolicyName, 'PolicyName');
    const path = input.Path ?? '/';
    const arn = `arn:aws:iam::${call.account.id}:policy${path}${name}`;
    if (call.account.iam.policies[arn]) {
      throw new ApiError(
        'EntityAlreadyExists',
        409,
        `A policy called ${name} already exists. Duplicate names are not allowed.`,
      );
    }
    const document = parsePolicy(
      need(input.PolicyDocument, 'PolicyDocument'),
      'identity',
    );
    call.account.iam.policies[arn] = {
      name,
      arn,
      path,
      id: call.world.unique('ANPA'),
      description: input.Description,
      createdAt: call.world.now(),
      versions: [{ id: 'v1', document, createdAt: call.world.now() }],
      defaultVersion: 'v1',
    };
    call.world.changed();
    return { Policy: shownPolicy(call, arn) };
  },

  /** Policies of the principal as they hold now, its boundary, and the context given (IAM User Guide, access_policies_testing-policies). */
  SimulatePrincipalPolicy(call, input) {
    const holder = holderOf(
      call,
      need(input.PolicySourceArn, 'PolicySourceArn'),
    );
    const held = policiesOf(call.account, holder);
    const given = (input.PermissionsBoundaryPolicyInputList ?? []).map(
      (text, i) => ({
        name: `PermissionsBoundaryPolicyInputList.${i + 1}`,
        document: parsePolicy(text, 'identity'),
      }),
    );
    const extra = (input.PolicyInputList ?? []).map((text, i) => ({
      name: `PolicyInputList.${i + 1}`,
      document: parsePolicy(text, 'identity'),
    }));
    const base = callerContext(call.principal, {
      now: call.world.now(),
      region: call.regionName,
      secure: true,
      sourceIp: '127.0.0.1',
    });
    for (const key of [...base.keys()])
      if (key.startsWith('aws:principaltag/')) base.delete(key);
    base.set('aws:principalarn', [holder.arn]);
    for (const [k, v] of Object.entries(holder.tags))
      base.set(`aws:principaltag/${k.toLowerCase()}`, [v]);
    const context = withContext(
      base,
      Object.fromEntries(
        (input.ContextEntries ?? []).map(e => [
          e.ContextKeyName ?? '',
          e.ContextKeyValues ?? [],
        ]),
      ),
    );
    const resources = input.ResourceArns?.length ? input.ResourceArns : ['*'];
    const results = (input.ActionNames ?? []).flatMap(action => {
      if (!/^[\w-]+:[\w*?]+$/.test(action)) {
        throw new ApiError('InvalidInput', 400, `Invalid action: ${action}`);
      }
      return resources.map(resource => {
        const { decision, by } = decideAll(
          [...held.identity, ...extra],
          [given.length > 0 ? given : held.boundary],
          { action, resource, context },
        );
        return {
          EvalActionName: action,
          EvalResourceName: resource,
          EvalDecision: decision,
          MatchedStatements: by.map(m => ({
            SourcePolicyId: m.source.split('/').at(-1),
          })),
          MissingContextValues: [],
        };
      });
    });
    const cut = marker(call, results, input, holder.arn);
    return {
      EvaluationResults: cut.items,
      IsTruncated: cut.IsTruncated,
      Marker: cut.Marker,
    };
  },

  GetOpenIDConnectProvider(call, input) {
    const found =
      call.account.iam.oidcProviders[input.OpenIDConnectProviderArn ?? ''];
    if (!found)
      throw noSuchEntity(
        `OpenIDConnect Provider not found for arn ${input.OpenIDConnectProviderArn}`,
      );
    return {
      Url: found.url,
      ClientIDList: found.clientIds,
      ThumbprintList: found.thumbprints,
      CreateDate: found.createdAt,
      Tags: [],
    };
  },

  ListOpenIDConnectProviders: call => ({
    OpenIDConnectProviderList: Object.keys(call.account.iam.oidcProviders).map(
      Arn => ({ Arn }),
    ),
  }),

  ListInstanceProfilesForRole(call, input) {
    const role = readRole(call, input.RoleName);
    const all = Object.values(call.account.iam.instanceProfiles).filter(p =>
      p.roles.includes(role.name),
    );
    const cut = marker(call, all, input, role.name);
    return {
      InstanceProfiles: cut.items.map(p => ({
        Path: '/',
        InstanceProfileName: p.name,
        InstanceProfileId: p.id,
        Arn: p.arn,
        CreateDate: p.createdAt,
        Roles: [],
      })),
      IsTruncated: cut.IsTruncated,
      Marker: cut.Marker,
    };
  },

  GetInstanceProfile(call, input) {
    const p =
      call.account.iam.instanceProfiles[input.InstanceProfileName ?? ''];
    if (!p)
      throw noSuchEntity(
        `Instance Profile ${input.InstanceProfileName} cannot be found.`,
      );
    return {
      InstanceProfile: {
        Path: '/',
        InstanceProfileName: p.name,
        InstanceProfileId: p.id,
        Arn: p.arn,
        CreateDate: p.createdAt,
        Roles: p.roles.map(name => {
          const role = readRole(call, name);
          return {
            Path: role.path,
            RoleName: name,
            RoleId: role.id,
            Arn: role.arn,
            CreateDate: role.createdAt,
            AssumeRolePolicyDocument: encoded(role.trust),
          };
        }),
      },
    };
  },

  ListAccountAliases: call => ({
    AccountAliases: call.account.alias ? [call.account.alias] : [],
    IsTruncated: false,
  }),
};
