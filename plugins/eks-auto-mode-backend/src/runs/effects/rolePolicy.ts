// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  paginateListAttachedRolePolicies,
} from '@aws-sdk/client-iam';
import { z } from 'zod';
import type { ClusterSession } from '../../clusters/session';
import { IAM_LAG_MS, changeEffect, isNotFound } from './change';

const schema = z.strictObject({ RoleName: z.string(), PolicyArn: z.string() });

type Request = z.infer<typeof schema>;

async function isAttached(
  { RoleName, PolicyArn }: Request,
  session: ClusterSession,
  signal: AbortSignal,
): Promise<boolean> {
  const pages = paginateListAttachedRolePolicies(
    { client: session.aws.iam },
    { RoleName },
    { abortSignal: signal },
  );
  try {
    for await (const page of pages)
      if (page.AttachedPolicies?.some(each => each.PolicyArn === PolicyArn))
        return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
  return false;
}

export const attachRolePolicy = changeEffect<Request>({
  api: 'iam:AttachRolePolicy',
  schema,
  lagMs: IAM_LAG_MS,
  describe: request =>
    `Attach ${request.PolicyArn} to role ${request.RoleName}`,
  observe: async (request, session, signal) =>
    (await isAttached(request, session, signal))
      ? { state: 'holds' }
      : { state: 'absent', now: null },
  async call(request, { aws }, { signal }) {
    await aws.iam.send(new AttachRolePolicyCommand(request), {
      abortSignal: signal,
    });
    return undefined;
  },
  inverse: request => ({ api: 'iam:DetachRolePolicy', request }),
});

export const detachRolePolicy = changeEffect<Request>({
  api: 'iam:DetachRolePolicy',
  schema,
  lagMs: IAM_LAG_MS,
  describe: request =>
    `Detach ${request.PolicyArn} from role ${request.RoleName}`,
  observe: async (request, session, signal) =>
    (await isAttached(request, session, signal))
      ? { state: 'absent', now: request.PolicyArn }
      : { state: 'holds' },
  async call(request, { aws }, { signal }) {
    await aws.iam.send(new DetachRolePolicyCommand(request), {
      abortSignal: signal,
    });
    return undefined;
  },
});
