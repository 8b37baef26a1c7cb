// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { JsonValue } from '@backstage/types';
import { z } from 'zod';
import type { ClusterSession } from '../../clusters/session';
import { canonicalJson } from '../../plans/canonical';
import { IAM_LAG_MS, changeEffect, isNotFound } from './change';

/** @returns the decoded trust policy; undefined where there is no such role. */
async function readTrust(
  RoleName: string,
  session: ClusterSession,
  signal: AbortSignal,
): Promise<JsonValue | undefined> {
  try {
    const { Role } = await session.aws.iam.send(
      new GetRoleCommand({ RoleName }),
      { abortSignal: signal },
    );
    // IAM answers documents URL-encoded, and takes them plain.
    return JSON.parse(
      decodeURIComponent(Role?.AssumeRolePolicyDocument ?? 'null'),
    );
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

const same = (a: JsonValue | undefined, b: JsonValue | undefined) =>
  canonicalJson(a) === canonicalJson(b);

const createSchema = z.strictObject({
  RoleName: z.string(),
  AssumeRolePolicyDocument: z.string(),
  Path: z.string().optional(),
  Description: z.string().optional(),
  PermissionsBoundary: z.string().optional(),
  Tags: z
    .array(z.strictObject({ Key: z.string(), Value: z.string() }))
    .optional(),
});

export const createRole = changeEffect<z.infer<typeof createSchema>>({
  api: 'iam:CreateRole',
  schema: createSchema,
  lagMs: IAM_LAG_MS,
  describe: request => `Create role ${request.RoleName}`,
  async observe(request, session, signal) {
    const trust = await readTrust(request.RoleName, session, signal);
    if (trust === undefined) return { state: 'absent', now: null };
    return same(trust, JSON.parse(request.AssumeRolePolicyDocument))
      ? { state: 'holds' }
      : {
          state: 'foreign',
          message: `A role ${request.RoleName} is there with another trust policy`,
        };
  },
  async call(request, { aws }, { signal }) {
    const { Role } = await aws.iam.send(new CreateRoleCommand(request), {
      abortSignal: signal,
    });
    return Role?.Arn === undefined ? undefined : { arn: Role.Arn };
  },
  inverse: ({ RoleName }) => ({ api: 'iam:DeleteRole', request: { RoleName } }),
});

const deleteSchema = z.strictObject({ RoleName: z.string() });

export const deleteRole = changeEffect<z.infer<typeof deleteSchema>>({
  api: 'iam:DeleteRole',
  schema: deleteSchema,
  lagMs: IAM_LAG_MS,
  describe: request => `Delete role ${request.RoleName}`,
  async observe({ RoleName }, session, signal) {
    const trust = await readTrust(RoleName, session, signal);
    return trust === undefined
      ? { state: 'holds' }
      : { state: 'absent', now: trust };
  },
  async call(request, { aws }, { signal }) {
    await aws.iam.send(new DeleteRoleCommand(request), { abortSignal: signal });
    return undefined;
  },
});

const trustSchema = z.strictObject({
  RoleName: z.string(),
  PolicyDocument: z.string(),
});

/** Replaces a whole document: read right before, checked right after. */
export const updateTrust = changeEffect<z.infer<typeof trustSchema>>({
  api: 'iam:UpdateAssumeRolePolicy',
  schema: trustSchema,
  lagMs: IAM_LAG_MS,
  describe: request => `Set the trust policy of role ${request.RoleName}`,
  async observe(request, session, signal, { expected }) {
    const trust = await readTrust(request.RoleName, session, signal);
    if (trust === undefined)
      return {
        state: 'foreign',
        message: `Role ${request.RoleName} is not there any more`,
      };
    if (same(trust, JSON.parse(request.PolicyDocument)))
      return { state: 'holds' };
    if (expected !== undefined && !same(trust, expected))
      return {
        state: 'foreign',
        message: `The trust policy of ${request.RoleName} was changed by somebody else`,
      };
    return { state: 'absent', now: trust };
  },
  async call(request, { aws }, { signal }) {
    await aws.iam.send(new UpdateAssumeRolePolicyCommand(request), {
      abortSignal: signal,
    });
    return undefined;
  },
  wrote: request => JSON.parse(request.PolicyDocument),
  inverse: ({ RoleName }, record) => ({
    api: 'iam:UpdateAssumeRolePolicy',
    request: { RoleName, PolicyDocument: JSON.stringify(record.replaces) },
  }),
});
