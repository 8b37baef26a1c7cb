// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as kms from '@aws-sdk/client-kms';
import { callerArns } from '../../auth/principal';
import { contextOf } from '../../auth/authorize';
import { decideResource } from '../../auth/evaluate';
import { parsePolicy, type PolicyDocument } from '../../auth/policyDocument';
import { ApiError } from '../../wire/apiError';
import {
  defaultKeyPolicy,
  ebsKeyPolicy,
  kmsOf,
  type KmsKeyState,
} from '../../world/kmsState';
import { need, page, recordCall, type Call, type Handlers } from '../call';
import { findKey, findKeyItself, keyNamed } from './find';

const EBS_ALIAS = 'alias/aws/ebs';
const MOST_A_PAGE = 100;

const invalidMarker = () =>
  new ApiError('InvalidMarkerException', 400, 'The marker is invalid');

function shown(key: KmsKeyState): kms.KeyMetadata {
  return {
    AWSAccountId: key.arn.split(':')[4],
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.createdAt,
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: key.state,
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    KeySpec: 'SYMMETRIC_DEFAULT',
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
    ...(key.state === 'PendingDeletion'
      ? { DeletionDate: new Date(key.createdAt.getTime() + 30 * 86_400_000) }
      : {}),
  };
}

/** A policy that would lock its writer out is refused (API Reference, PutKeyPolicy). */
function policyOf(
  call: Call,
  text: string,
  arn: string,
  bypass: boolean | undefined,
): PolicyDocument {
  let policy: PolicyDocument;
  try {
    policy = parsePolicy(text, 'resource');
  } catch {
    throw new ApiError(
      'MalformedPolicyDocumentException',
      400,
      'Policy contains a statement with one or more invalid principals, or is no policy.',
    );
  }
  const kept = decideResource(policy, callerArns(call.principal), {
    action: 'kms:PutKeyPolicy',
    resource: arn,
    context: contextOf(call),
  });
  if (kept !== 'allowed' && !bypass) {
    throw new ApiError(
      'MalformedPolicyDocumentException',
      400,
      'The new key policy will not allow you to update the key policy in the future.',
    );
  }
  return policy;
}

function onlyDefault(name: string | undefined): void {
  if (name !== undefined && name !== 'default') {
    throw new ApiError('NotFoundException', 400, 'No such policy exists');
  }
}

function usable(key: KmsKeyState): KmsKeyState {
  if (key.state === 'PendingDeletion') {
    throw new ApiError(
      'KMSInvalidStateException',
      400,
      `${key.arn} is pending deletion.`,
    );
  }
  return key;
}

function keyArn(call: Call, id: string): string {
  return `arn:aws:kms:${call.regionName}:${call.account.id}:key/${id}`;
}

function addKey(
  call: Call,
  given: Pick<KmsKeyState, 'description' | 'manager' | 'policy'>,
  id: string = call.world.uuid(),
): KmsKeyState {
  const key: KmsKeyState = {
    ...given,
    id,
    arn: keyArn(call, id),
    createdAt: call.world.now(),
    state: 'Enabled',
  };
  kmsOf(call.world, call.account.id, call.regionName).keys[id] = key;
  return key;
}

/** The key of EBS stands as soon as anybody asks for it by its alias. */
function ebsKey(call: Call, keyId: string): KmsKeyState | undefined {
  const alias = `arn:aws:kms:${call.regionName}:${call.account.id}:${EBS_ALIAS}`;
  if (keyId !== EBS_ALIAS && keyId !== alias) return undefined;
  const known = keyNamed(call, keyId);
  if (known) return known;
  const key = addKey(call, {
    description:
      'Default key that protects my EBS volumes when no other key is defined',
    manager: 'AWS',
    policy: ebsKeyPolicy(call.account.id, call.regionName),
  });
  kmsOf(call.world, call.account.id, call.regionName).aliases[EBS_ALIAS] =
    key.id;
  return key;
}

function switched(
  call: Call,
  keyId: string | undefined,
  state: 'Enabled' | 'Disabled',
): object {
  const key = usable(findKeyItself(call, need(keyId, 'KeyId')));
  recordCall(call, {
    object: `kms:${key.arn}`,
    field: 'state',
    before: key.state,
    after: state,
  });
  key.state = state;
  return {};
}

export const keyHandlers: Handlers<typeof kms> = {
  CreateKey(call, input) {
    const id = call.world.uuid();
    const policy = input.Policy
      ? policyOf(
          call,
          input.Policy,
          keyArn(call, id),
          input.BypassPolicyLockoutSafetyCheck,
        )
      : defaultKeyPolicy(call.account.id);
    const key = addKey(
      call,
      { description: input.Description ?? '', manager: 'CUSTOMER', policy },
      id,
    );
    recordCall(call, {
      object: `kms:${key.arn}`,
      field: 'state',
      before: undefined,
      after: key.state,
    });
    return { KeyMetadata: shown(key) };
  },

  DescribeKey(call, input) {
    const keyId = need(input.KeyId, 'KeyId');
    return { KeyMetadata: shown(ebsKey(call, keyId) ?? findKey(call, keyId)) };
  },

  ListKeys(call, input) {
    const { keys } = kmsOf(call.world, call.account.id, call.regionName);
    const cut = page(
      Object.values(keys),
      input.Marker,
      Math.min(input.Limit ?? MOST_A_PAGE, 1000),
      'keys',
      invalidMarker,
    );
    return {
      Keys: cut.items.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })),
      NextMarker: cut.next,
      Truncated: cut.next !== undefined,
    };
  },

  CreateAlias(call, input) {
    const { aliases } = kmsOf(call.world, call.account.id, call.regionName);
    const name = need(input.AliasName, 'AliasName');
    if (!/^alias\/(?!aws\/)[\w/-]+$/.test(name)) {
      throw new ApiError(
        'InvalidAliasNameException',
        400,
        'Alias must start with the prefix "alias/" and must not be reserved',
      );
    }
    if (aliases[name] !== undefined) {
      throw new ApiError(
        'AlreadyExistsException',
        400,
        `An alias with the name ${name} already exists`,
      );
    }
    const key = findKeyItself(call, need(input.TargetKeyId, 'TargetKeyId'));
    recordCall(call, {
      object: `kms:${name}`,
      field: 'target',
      before: undefined,
      after: key.id,
    });
    aliases[name] = key.id;
    return {};
  },

  GetKeyPolicy(call, input) {
    const key = findKeyItself(call, need(input.KeyId, 'KeyId'));
    onlyDefault(input.PolicyName);
    return { Policy: JSON.stringify(key.policy), PolicyName: 'default' };
  },

  PutKeyPolicy(call, input) {
    const key = usable(findKeyItself(call, need(input.KeyId, 'KeyId')));
    onlyDefault(input.PolicyName);
    const policy = policyOf(
      call,
      need(input.Policy, 'Policy'),
      key.arn,
      input.BypassPolicyLockoutSafetyCheck,
    );
    recordCall(call, {
      object: `kms:${key.arn}`,
      field: 'policy',
      before: key.policy,
      after: policy,
    });
    key.policy = policy;
    return {};
  },

  EnableKey: (call, input) => switched(call, input.KeyId, 'Enabled'),
  DisableKey: (call, input) => switched(call, input.KeyId, 'Disabled'),
};
