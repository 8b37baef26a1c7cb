// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomInt } from 'node:crypto';

/** An account that moto has nothing in yet: several suites use one moto at the same time. */
export function freshAccount(): string {
  return String(randomInt(100_000_000_000, 281_474_976_710_655)).slice(0, 12);
}

/** Whoever signs, every call is one of this account: moto takes it from a header. */
export function inAccount<C extends { middlewareStack: { add: Function } }>(
  client: C,
  account: string,
): C {
  client.middlewareStack.add(
    (next: (args: unknown) => unknown) =>
      (args: { request: { headers: Record<string, string> } }) => {
        args.request.headers['x-moto-account-id'] = account;
        return next(args);
      },
    { step: 'build', name: 'moto-account' },
  );
  return client;
}
