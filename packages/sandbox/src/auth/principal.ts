// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { SessionState, UserState } from '../world/iamState';

/** Who made a call. */
export type Principal =
  | { type: 'root'; accountId: string; arn: string; userId: string }
  | {
      type: 'user';
      accountId: string;
      arn: string;
      userId: string;
      user: UserState;
    }
  | {
      type: 'session';
      accountId: string;
      arn: string;
      userId: string;
      session: SessionState;
    };

/** All that a resource policy may call the caller by: itself, its role, its account. */
export function callerArns(
  principal: Principal,
): { type: 'AWS'; value: string }[] {
  const { arn, accountId } = principal;
  return [
    arn,
    identityArn(principal),
    accountId,
    `arn:aws:iam::${accountId}:root`,
  ].map(value => ({ type: 'AWS', value }));
}

/** The ARN of the principal as trust policies and access entries know it: a session's role, not the session. */
export function identityArn(principal: Principal): string {
  return principal.type === 'session'
    ? principal.session.roleArn
    : principal.arn;
}
