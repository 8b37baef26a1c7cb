// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { LedgerEntry } from '../seam';
import type { Principal } from '../auth/principal';
import type { AccountState, RegionState } from '../world/state';
import type { World } from '../world/world';
import type { WireRequest } from '../wire/request';
import { ApiError } from '../wire/apiError';

/** One call being served: who asks, where, with what. */
export interface Call {
  world: World;
  principal: Principal;
  account: AccountState;
  regionName: string;
  region: RegionState;
  service: string;
  operation: string;
  request: WireRequest;
}

/** Writes a change that this call makes into the ledger. */
export function recordCall(
  call: Call,
  entry: Pick<LedgerEntry, 'object' | 'field' | 'before' | 'after'> & {
    clusterArn?: string;
  },
): void {
  call.world.record({
    ...entry,
    by: call.principal.arn,
    via: `${call.service}:${call.operation}`,
  });
}

type AnyFunction = (...args: never[]) => unknown;
type Resolved<C> = C extends { resolveMiddleware: infer F extends AnyFunction }
  ? ReturnType<F> extends (args: never) => Promise<{ output: infer O }>
    ? O
    : never
  : never;
type Instance<C> = C extends abstract new (...args: never[]) => infer I
  ? I
  : never;

export type InputOf<C> = Instance<C> extends { input: infer I } ? I : never;
export type OutputOf<C> = Omit<Resolved<Instance<C>>, '$metadata'>;

/** The handlers of a service, each typed by the SDK's own command of that name. */
export type Handlers<Client> = {
  [K in keyof Client as K extends `${infer Name}Command` ? Name : never]?: (
    call: Call,
    input: InputOf<Client[K]>,
  ) => OutputOf<Client[K]> | Promise<OutputOf<Client[K]>>;
};

export interface Permission {
  action: string;
  resource: string;
  /** Condition keys beyond the caller's own. */
  context?: Record<string, string | string[] | undefined>;
}

export interface Page<T> {
  items: T[];
  next?: string;
}

/** Cuts a page out of a list; the token is opaque and only good for the list it came from. */
export function page<T>(
  all: T[],
  token: string | undefined,
  size: number,
  scope: string,
  invalid: () => ApiError,
): Page<T> {
  let start = 0;
  if (token !== undefined && token !== '') {
    const [name, offset] = Buffer.from(token, 'base64url')
      .toString('utf8')
      .split('\n');
    start = Number(offset);
    if (name !== scope || !Number.isInteger(start) || start < 0)
      throw invalid();
  }
  const items = all.slice(start, start + size);
  const end = start + items.length;
  return {
    items,
    next:
      end < all.length
        ? Buffer.from(`${scope}\n${end}`).toString('base64url')
        : undefined,
  };
}

/** Reads a member that the model requires and the gate has already checked. */
export function need<T>(value: T | undefined, name: string): T {
  if (value === undefined) {
    throw new ApiError('ValidationError', 400, `${name} is required`);
  }
  return value;
}
