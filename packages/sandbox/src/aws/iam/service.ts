// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as iam from '@aws-sdk/client-iam';
import { ApiError } from '../../wire/apiError';
import { queryXml } from '../../wire/queryXml';
import type { Call, Permission } from '../call';
import { modelOf, type Service } from '../service';
import { policyHandlers } from './policies';
import { roleHandlers } from './roles';

type Input = Record<string, unknown>;

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function tagsOf(input: Input): Record<string, string> {
  if (!Array.isArray(input.Tags)) return {};
  return Object.fromEntries(
    input.Tags.map((t: { Key?: string; Value?: string }) => [
      t.Key ?? '',
      t.Value ?? '',
    ]),
  );
}

/** What of IAM an operation asks: the role, policy or provider it names, with the condition keys of the Service Authorization Reference. */
function permissions(call: Call, input: Input): Permission[] {
  const action = `iam:${call.operation}`;
  const account = call.account.id;
  const tags = tagsOf(input);
  const keys = Array.isArray(input.TagKeys)
    ? input.TagKeys.map(String)
    : Object.keys(tags);
  const context: Permission['context'] = {
    'iam:PolicyARN': text(input.PolicyArn),
    'iam:PermissionsBoundary': text(input.PermissionsBoundary),
    'aws:TagKeys': keys.length > 0 ? keys : undefined,
    ...Object.fromEntries(
      Object.entries(tags).map(([k, v]) => [`aws:RequestTag/${k}`, v]),
    ),
  };
  const roleName = text(input.RoleName);
  if (roleName) {
    const role = call.account.iam.roles[roleName]?.now;
    for (const [k, v] of Object.entries(role?.tags ?? {})) {
      context[`aws:ResourceTag/${k}`] = v;
      context[`iam:ResourceTag/${k}`] = v;
    }
    if (role?.permissionsBoundary)
      context['iam:PermissionsBoundary'] = role.permissionsBoundary;
    const path = role?.path ?? text(input.Path) ?? '/';
    const resource = `arn:aws:iam::${account}:role${path}${roleName}`;
    // Tagging while creating is asked for on its own (IAM User Guide, id_tags_roles).
    return call.operation === 'CreateRole' && keys.length > 0
      ? [
          { action, resource, context },
          { action: 'iam:TagRole', resource, context },
        ]
      : [{ action, resource, context }];
  }
  const resource =
    text(input.PolicySourceArn) ??
    text(input.PolicyArn) ??
    text(input.OpenIDConnectProviderArn) ??
    (text(input.InstanceProfileName) &&
      `arn:aws:iam::${account}:instance-profile/${text(
        input.InstanceProfileName,
      )}`) ??
    (text(input.PolicyName) &&
      `arn:aws:iam::${account}:policy/${text(input.PolicyName)}`) ??
    '*';
  return [{ action, resource, context }];
}

export function iamService(): Service {
  const operations = modelOf(iam);
  return {
    name: 'iam',
    operations,
    protocol: queryXml(operations, 'https://iam.amazonaws.com/doc/2010-05-08/'),
    handlers: { ...roleHandlers, ...policyHandlers },
    permissions,
    denied: t => new ApiError('AccessDenied', 403, t),
    invalid: t => new ApiError('ValidationError', 400, t),
    throttled: { code: 'Throttling', status: 400 },
  };
}
