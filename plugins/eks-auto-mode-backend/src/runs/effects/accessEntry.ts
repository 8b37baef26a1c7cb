// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  DeleteAccessEntryCommand,
  DescribeAccessEntryCommand,
  DisassociateAccessPolicyCommand,
  paginateListAssociatedAccessPolicies,
} from '@aws-sdk/client-eks';
import { z } from 'zod';
import type { ClusterSession } from '../../clusters/session';
import { changeEffect, isNotFound } from './change';

/** Access entries are eventually consistent (EKS API reference). */
const LAG_MS = 10_000;

const principal = { clusterName: z.string(), principalArn: z.string() };

const createSchema = z.strictObject({
  ...principal,
  type: z.string(),
  tags: z.record(z.string(), z.string()).optional(),
});

async function readType(
  request: { clusterName: string; principalArn: string },
  session: ClusterSession,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { clusterName, principalArn } = request;
  try {
    const { accessEntry } = await session.aws.eks.send(
      new DescribeAccessEntryCommand({ clusterName, principalArn }),
      { abortSignal: signal },
    );
    return accessEntry?.type ?? '';
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

export const createAccessEntry = changeEffect<z.infer<typeof createSchema>>({
  api: 'eks:CreateAccessEntry',
  schema: createSchema,
  lagMs: LAG_MS,
  describe: request =>
    `Create an access entry of type ${request.type} for ${request.principalArn}`,
  async observe(request, session, signal) {
    const type = await readType(request, session, signal);
    if (type === undefined) return { state: 'absent', now: null };
    return type === request.type
      ? { state: 'holds' }
      : {
          state: 'foreign',
          message: `${request.principalArn} has an access entry of type ${type}; a type cannot be changed`,
        };
  },
  async call(request, { aws }, { token, signal }) {
    await aws.eks.send(
      new CreateAccessEntryCommand({ ...request, clientRequestToken: token }),
      { abortSignal: signal },
    );
    return undefined;
  },
  inverse: ({ clusterName, principalArn }) => ({
    api: 'eks:DeleteAccessEntry',
    request: { clusterName, principalArn },
  }),
});

const deleteSchema = z.strictObject(principal);

export const deleteAccessEntry = changeEffect<z.infer<typeof deleteSchema>>({
  api: 'eks:DeleteAccessEntry',
  schema: deleteSchema,
  lagMs: LAG_MS,
  describe: request => `Delete the access entry of ${request.principalArn}`,
  async observe(request, session, signal) {
    const type = await readType(request, session, signal);
    return type === undefined
      ? { state: 'holds' }
      : { state: 'absent', now: { type } };
  },
  async call(request, { aws }, { signal }) {
    await aws.eks.send(new DeleteAccessEntryCommand(request), {
      abortSignal: signal,
    });
    return undefined;
  },
});

async function isAssociated(
  request: { clusterName: string; principalArn: string; policyArn: string },
  session: ClusterSession,
  signal: AbortSignal,
): Promise<boolean> {
  const { clusterName, principalArn, policyArn } = request;
  const pages = paginateListAssociatedAccessPolicies(
    { client: session.aws.eks },
    { clusterName, principalArn },
    { abortSignal: signal },
  );
  try {
    for await (const page of pages)
      if (
        page.associatedAccessPolicies?.some(
          each => each.policyArn === policyArn,
        )
      )
        return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
  return false;
}

const associateSchema = z.strictObject({
  ...principal,
  policyArn: z.string(),
  accessScope: z.strictObject({
    type: z.enum(['cluster', 'namespace']),
    namespaces: z.array(z.string()).optional(),
  }),
});

export const associateAccessPolicy = changeEffect<
  z.infer<typeof associateSchema>
>({
  api: 'eks:AssociateAccessPolicy',
  schema: associateSchema,
  lagMs: LAG_MS,
  describe: request =>
    `Associate ${request.policyArn} with ${request.principalArn}`,
  observe: async (request, session, signal) =>
    (await isAssociated(request, session, signal))
      ? { state: 'holds' }
      : { state: 'absent', now: null },
  async call(request, { aws }, { signal }) {
    await aws.eks.send(new AssociateAccessPolicyCommand(request), {
      abortSignal: signal,
    });
    return undefined;
  },
  inverse: ({ clusterName, principalArn, policyArn }) => ({
    api: 'eks:DisassociateAccessPolicy',
    request: { clusterName, principalArn, policyArn },
  }),
});

const disassociateSchema = z.strictObject({
  ...principal,
  policyArn: z.string(),
});

export const disassociateAccessPolicy = changeEffect<
  z.infer<typeof disassociateSchema>
>({
  api: 'eks:DisassociateAccessPolicy',
  schema: disassociateSchema,
  lagMs: LAG_MS,
  describe: request => `Take ${request.policyArn} from ${request.principalArn}`,
  observe: async (request, session, signal) =>
    (await isAssociated(request, session, signal))
      ? { state: 'absent', now: request.policyArn }
      : { state: 'holds' },
  async call(request, { aws }, { signal }) {
    await aws.eks.send(new DisassociateAccessPolicyCommand(request), {
      abortSignal: signal,
    });
    return undefined;
  },
});
