// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ApiError } from '../../wire/apiError';
import { kmsOf, type KmsKeyState, type KmsState } from '../../world/kmsState';
import type { Call } from '../call';

const notFound = (text: string) => new ApiError('NotFoundException', 400, text);

interface Place {
  account: string;
  region: string;
  /** `key/…` or `alias/…`. */
  name: string;
}

function placeOf(call: Call, keyId: string): Place {
  const arn = /^arn:aws[a-z-]*:kms:([^:]+):(\d{12}):((?:key|alias)\/.+)$/.exec(
    keyId,
  );
  if (arn) return { region: arn[1], account: arn[2], name: arn[3] };
  return {
    account: call.account.id,
    region: call.regionName,
    name: keyId.startsWith('alias/') ? keyId : `key/${keyId}`,
  };
}

/** The key that an id, an alias or the ARN of either names, in whoever's account it is. */
export function keyNamed(call: Call, keyId: string): KmsKeyState | undefined {
  const { account, region, name } = placeOf(call, keyId);
  if (!call.world.state.accounts[account] || region !== call.regionName)
    return undefined;
  const kms: KmsState = kmsOf(call.world, account, region);
  const id = name.startsWith('alias/')
    ? kms.aliases[name]
    : name.slice('key/'.length);
  return id === undefined ? undefined : kms.keys[id];
}

export function findKey(call: Call, keyId: string): KmsKeyState {
  const found = keyNamed(call, keyId);
  if (found) return found;
  const { account, region, name } = placeOf(call, keyId);
  const arn = `arn:aws:kms:${region}:${account}:${name}`;
  throw notFound(
    name.startsWith('alias/')
      ? `Alias ${arn} is not found.`
      : `Key '${arn}' does not exist`,
  );
}

/** Calls about a key's policy take its id or its ARN, not an alias (API Reference, GetKeyPolicy). */
export function findKeyItself(call: Call, keyId: string): KmsKeyState {
  if (/(^|:)alias\//.test(keyId)) throw notFound(`Invalid keyId '${keyId}'`);
  return findKey(call, keyId);
}
