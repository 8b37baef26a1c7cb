// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as iam from '@aws-sdk/client-iam';
import { policyByArn } from '../../auth/authorize';
import { parsePolicy } from '../../auth/policyDocument';
import { ApiError } from '../../wire/apiError';
import { read } from '../../world/lagging';
import type { RoleState } from '../../world/iamState';
import { need, page, recordCall, type Call, type Handlers } from '../call';

export const noSuchEntity = (text: string) =>
  new ApiError('NoSuchEntity', 404, text);

const invalidMarker = () =>
  new ApiError('ValidationError', 400, 'Invalid Marker.');

/** IAM answers at most this many at once when not asked otherwise (API reference: 100). */
const DEFAULT_ITEMS = 100;

/** Documents travel percent-encoded (RFC 3986). */
export function encoded(document: unknown): string {
  return encodeURIComponent(JSON.stringify(document));
}

export function marker<T>(
  call: Call,
  items: T[],
  input: { Marker?: string; MaxItems?: number },
  scope: string,
) {
  const cut = page(
    items,
    input.Marker,
    Math.min(input.MaxItems ?? DEFAULT_ITEMS, 1000),
    `${call.operation} ${scope}`,
    invalidMarker,
  );
  return {
    items: cut.items,
    IsTruncated: cut.next !== undefined,
    Marker: cut.next,
  };
}

/** The role as readers see it, a little behind the writers. */
export function readRole(call: Call, name: string | undefined): RoleState {
  const role = read(
    call.account.iam.roles[need(name, 'RoleName')],
    call.world.now(),
  );
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

/** The role as writers change it. */
function current(call: Call, name: string | undefined): RoleState {
  const role = call.account.iam.roles[need(name, 'RoleName')]?.now;
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  if (role.path.startsWith('/aws-service-role/')) {
    throw new ApiError(
      'UnmodifiableEntity',
      400,
      `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
    );
  }
  return role;
}

function change(
  call: Call,
  before: RoleState,
  after: RoleState,
  field: string,
  values: { before: unknown; after: unknown },
): void {
  call.world.lag(call.account.iam.roles[before.name], after);
  recordCall(call, { object: `iam:role/${before.name}`, field, ...values });
}

function shown(role: RoleState): iam.Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encoded(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    PermissionsBoundary: role.permissionsBoundary
      ? {
          PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
          PermissionsBoundaryArn: role.permissionsBoundary,
        }
      : undefined,
    Tags: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

function policyName(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

export function checkTrustLength(text: string): void {
  if (text.replace(/\s/g, '').length > 2048) {
    throw new ApiError(
      'LimitExceeded',
      409,
      'Cannot exceed quota for ACLSizePerRole: 2048',
    );
  }
}

export const roleHandlers: Handlers<typeof iam> = {
  GetRole: (call, input) => ({ Role: shown(readRole(call, input.RoleName)) }),

  ListRoles(call, input) {
    const roles = Object.values(call.account.iam.roles)
      .flatMap(r => read(r, call.world.now()) ?? [])
      .filter(r => r.path.startsWith(input.PathPrefix ?? '/'))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const cut = marker(call, roles, input, '');
    return {
      Roles: cut.items.map(r => {
        const {
          Tags: _tags,
          PermissionsBoundary: _boundary,
          ...rest
        } = shown(r);
        return rest;
      }),
      IsTruncated: cut.IsTruncated,
      Marker: cut.Marker,
    };
  },

  ListAttachedRolePolicies(call, input) {
    const cut = marker(
      call,
      readRole(call, input.RoleName).attached,
      input,
      input.RoleName ?? '',
    );
    return {
      AttachedPolicies: cut.items.map(PolicyArn => ({
        PolicyArn,
        PolicyName: policyName(PolicyArn),
      })),
      IsTruncated: cut.IsTruncated,
      Marker: cut.Marker,
    };
  },

  ListRolePolicies(call, input) {
    const cut = marker(
      call,
      Object.keys(readRole(call, input.RoleName).inline).sort(),
      input,
      input.RoleName ?? '',
    );
    return {
      PolicyNames: cut.items,
      IsTruncated: cut.IsTruncated,
      Marker: cut.Marker,
    };
  },

  GetRolePolicy(call, input) {
    const document = readRole(call, input.RoleName).inline[
      input.PolicyName ?? ''
    ];
    if (!document)
      throw noSuchEntity(
        `The role policy with name ${input.PolicyName} cannot be found.`,
      );
    return {
      RoleName: input.RoleName,
      PolicyName: input.PolicyName,
      PolicyDocument: encoded(document),
    };
  },

  ListRoleTags(call, input) {
    const tags = Object.entries(readRole(call, input.RoleName).tags).map(
      ([Key, Value]) => ({ Key, Value }),
    );
    const cut = marker(call, tags, input, input.RoleName ?? '');
    return {
      Tags: cut.items,
      IsTruncated: cut.IsTruncated,
      Marker: cut.Marker,
    };
  },

  CreateRole(call, input) {
    const name = need(input.RoleName, 'RoleName');
    if (!/^[\w+=,.@-]{1,64}$/.test(name)) {
      throw new ApiError(
        'ValidationError',
        400,
        'The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
      );
    }
    if (call.account.iam.roles[name]?.now) {
      throw new ApiError(
        'EntityAlreadyExists',
        409,
        `Role with name ${name} already exists.`,
      );
    }
    const text = need(
      input.AssumeRolePolicyDocument,
      'AssumeRolePolicyDocument',
    );
    const trust = parsePolicy(text, 'trust');
    checkTrustLength(text);
    if (
      input.PermissionsBoundary &&
      !policyByArn(call.account, input.PermissionsBoundary)
    ) {
      throw noSuchEntity(
        `Scope ARN: ${input.PermissionsBoundary} does not exist or is not attachable.`,
      );
    }
    const path = input.Path ?? '/';
    const role: RoleState = {
      name,
      path,
      arn: `arn:aws:iam::${call.account.id}:role${path}${name}`,
      id: call.world.unique('AROA'),
      createdAt: call.world.now(),
      description: input.Description,
      maxSessionSeconds: input.MaxSessionDuration ?? 3600,
      trust,
      attached: [],
      inline: {},
      permissionsBoundary: input.PermissionsBoundary,
      tags: Object.fromEntries(
        (input.Tags ?? []).map(t => [t.Key ?? '', t.Value ?? '']),
      ),
    };
    const existing = call.account.iam.roles[name];
    if (existing) call.world.lag(existing, role);
    else call.account.iam.roles[name] = call.world.lagging(role);
    recordCall(call, {
      object: `iam:role/${name}`,
      field: 'exists',
      before: false,
      after: true,
    });
    return { Role: shown(role) };
  },

  DeleteRole(call, input) {
    const role = current(call, input.RoleName);
    if (role.attached.length > 0) {
      throw new ApiError(
        'DeleteConflict',
        409,
        'Cannot delete entity, must detach all policies first.',
      );
    }
    if (Object.keys(role.inline).length > 0) {
      throw new ApiError(
        'DeleteConflict',
        409,
        'Cannot delete entity, must delete policies first.',
      );
    }
    if (
      Object.values(call.account.iam.instanceProfiles).some(p =>
        p.roles.includes(role.name),
      )
    ) {
      throw new ApiError(
        'DeleteConflict',
        409,
        'Cannot delete entity, must remove roles from instance profile first.',
      );
    }
    call.world.lag(call.account.iam.roles[role.name], undefined);
    recordCall(call, {
      object: `iam:role/${role.name}`,
      field: 'exists',
      before: true,
      after: false,
    });
    return {};
  },

  AttachRolePolicy(call, input) {
    const role = current(call, input.RoleName);
    const arn = need(input.PolicyArn, 'PolicyArn');
    if (!policyByArn(call.account, arn)) {
      throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
    }
    if (role.attached.includes(arn)) return {};
    const quota = call.account.iam.attachedPolicyQuota;
    if (role.attached.length >= quota) {
      throw new ApiError(
        'LimitExceeded',
        409,
        `Cannot exceed quota for PoliciesPerRole: ${quota}`,
      );
    }
    change(
      call,
      role,
      { ...role, attached: [...role.attached, arn] },
      `attached:${arn}`,
      { before: false, after: true },
    );
    return {};
  },

  DetachRolePolicy(call, input) {
    const role = current(call, input.RoleName);
    const arn = need(input.PolicyArn, 'PolicyArn');
    if (!role.attached.includes(arn))
      throw noSuchEntity(`Policy ${arn} was not found.`);
    change(
      call,
      role,
      { ...role, attached: role.attached.filter(a => a !== arn) },
      `attached:${arn}`,
      { before: true, after: false },
    );
    return {};
  },

  PutRolePolicy(call, input) {
    const role = current(call, input.RoleName);
    const name = need(input.PolicyName, 'PolicyName');
    const document = parsePolicy(
      need(input.PolicyDocument, 'PolicyDocument'),
      'identity',
    );
    const inline = { ...role.inline, [name]: document };
    if (JSON.stringify(Object.values(inline)).length > 10240) {
      throw new ApiError(
        'LimitExceeded',
        409,
        `Maximum policy size of 10240 bytes exceeded for role ${role.name}`,
      );
    }
    change(call, role, { ...role, inline }, `inline:${name}`, {
      before: role.inline[name],
      after: document,
    });
    return {};
  },

  DeleteRolePolicy(call, input) {
    const role = current(call, input.RoleName);
    const name = need(input.PolicyName, 'PolicyName');
    const { [name]: gone, ...inline } = role.inline;
    if (!gone)
      throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
    change(call, role, { ...role, inline }, `inline:${name}`, {
      before: gone,
      after: undefined,
    });
    return {};
  },

  UpdateAssumeRolePolicy(call, input) {
    const role = current(call, input.RoleName);
    const text = need(input.PolicyDocument, 'PolicyDocument');
    const trust = parsePolicy(text, 'trust');
    checkTrustLength(text);
    change(call, role, { ...role, trust }, 'trust', {
      before: role.trust,
      after: trust,
    });
    return {};
  },

  TagRole(call, input) {
    const role = current(call, input.RoleName);
    const added = Object.fromEntries(
      (input.Tags ?? []).map(t => [t.Key ?? '', t.Value ?? '']),
    );
    const tags = { ...role.tags, ...added };
    change(call, role, { ...role, tags }, 'tags', {
      before: role.tags,
      after: tags,
    });
    return {};
  },

  UntagRole(call, input) {
    const role = current(call, input.RoleName);
    const tags = Object.fromEntries(
      Object.entries(role.tags).filter(([k]) => !input.TagKeys?.includes(k)),
    );
    change(call, role, { ...role, tags }, 'tags', {
      before: role.tags,
      after: tags,
    });
    return {};
  },
};
