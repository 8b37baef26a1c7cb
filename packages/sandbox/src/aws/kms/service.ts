// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as kms from '@aws-sdk/client-kms';
import {
  contextOf,
  decideForPrincipal,
  deniedText,
  withContext,
} from '../../auth/authorize';
import { callerArns, identityArn } from '../../auth/principal';
import { decideResource } from '../../auth/evaluate';
import { ApiError } from '../../wire/apiError';
import { json11 } from '../../wire/restJson';
import type { Call, Permission } from '../call';
import { modelOf, type Service } from '../service';
import { keyNamed } from './find';
import { keyHandlers } from './keys';

type Input = Record<string, unknown>;

const denied = (text: string) =>
  new ApiError('AccessDeniedException', 400, text);

function namedKey(input: Input): string | undefined {
  const named = input.KeyId ?? input.TargetKeyId;
  return typeof named === 'string' ? named : undefined;
}

function permissions(call: Call, input: Input): Permission[] {
  const named = namedKey(input);
  const key = named === undefined ? undefined : keyNamed(call, named);
  let resource = '*';
  if (named?.startsWith('arn:')) resource = named;
  else if (named !== undefined) {
    const name = named.startsWith('alias/') ? named : `key/${named}`;
    resource = `arn:aws:kms:${call.regionName}:${call.account.id}:${name}`;
  }
  return [
    {
      action: `kms:${call.operation}`,
      // An alias in a request stands for its key (KMS Developer Guide, alias-authorization).
      resource: key?.arn ?? resource,
      context: { 'kms:CallerAccount': call.principal.accountId },
    },
  ];
}

/**
 * A key's policy decides: it lets a principal in itself, or leaves it to the IAM policies of an account. Without either
 * nobody comes in, whatever IAM says; another account needs both (KMS Developer Guide, policy-evaluation).
 */
function authorize(call: Call, input: Input, wanted: Permission[]): void {
  const base = contextOf(call);
  const named = namedKey(input);
  const key = named === undefined ? undefined : keyNamed(call, named);
  const account = call.principal.accountId;
  for (const permission of wanted) {
    const own = decideForPrincipal(
      call.world,
      call.principal,
      permission,
      base,
    );
    let allowed = own.decision === 'allowed';
    let why = own.decision;
    if (key) {
      const question = {
        action: permission.action,
        resource: key.arn,
        context: withContext(base, permission.context),
      };
      const policy = decideResource(
        key.policy,
        callerArns(call.principal),
        question,
      );
      const itself = decideResource(
        key.policy,
        [call.principal.arn, identityArn(call.principal)].map(value => ({
          type: 'AWS',
          value,
        })),
        question,
      );
      const foreign = key.arn.split(':')[4] !== account;
      allowed =
        own.decision !== 'explicitDeny' &&
        policy === 'allowed' &&
        (own.decision === 'allowed' || (!foreign && itself === 'allowed'));
      if (policy !== 'allowed') why = policy;
    }
    if (!allowed) throw denied(deniedText(call, permission, why));
  }
}

export function kmsService(): Service {
  const operations = modelOf(kms);
  return {
    name: 'kms',
    operations,
    protocol: json11(operations),
    handlers: keyHandlers,
    permissions,
    authorize,
    denied,
    invalid: text => new ApiError('ValidationException', 400, text),
    throttled: { code: 'ThrottlingException', status: 400 },
  };
}
