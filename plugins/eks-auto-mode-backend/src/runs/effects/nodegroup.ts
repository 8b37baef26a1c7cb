// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  DeleteNodegroupCommand,
  DescribeNodegroupCommand,
  UpdateNodegroupConfigCommand,
  type Nodegroup,
} from '@aws-sdk/client-eks';
import { z } from 'zod';
import type { ClusterSession } from '../../clusters/session';
import { asObject } from '../store';
import { changeEffect, isNotFound } from './change';
import { findUpdate, updateState } from './eksUpdate';

const group = { clusterName: z.string(), nodegroupName: z.string() };

async function readGroup(
  {
    clusterName,
    nodegroupName,
  }: { clusterName: string; nodegroupName: string },
  session: ClusterSession,
  signal: AbortSignal,
): Promise<Nodegroup | undefined> {
  try {
    const { nodegroup } = await session.aws.eks.send(
      new DescribeNodegroupCommand({ clusterName, nodegroupName }),
      { abortSignal: signal },
    );
    return nodegroup;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

const sizeSchema = z.strictObject({
  ...group,
  scalingConfig: z.strictObject({
    minSize: z.number().optional(),
    maxSize: z.number().optional(),
    desiredSize: z.number().optional(),
  }),
});

export const updateNodegroupConfig = changeEffect<z.infer<typeof sizeSchema>>({
  api: 'eks:UpdateNodegroupConfig',
  schema: sizeSchema,
  pollMs: 2_000,
  // scalingConfig follows the Auto Scaling group with a delay.
  lagMs: 10_000,
  describe: ({ nodegroupName, scalingConfig }) =>
    `Set node group ${nodegroupName} to ${Object.entries(scalingConfig)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ')}`,
  async observe(request, session, signal, { last }) {
    const { nodegroupName, scalingConfig } = request;
    const update = await updateState(session, signal, last, { nodegroupName });
    if (update) return update;
    const nodegroup = await readGroup(request, session, signal);
    if (!nodegroup)
      return {
        state: 'foreign',
        message: `Node group ${nodegroupName} is not there any more`,
      };
    if (nodegroup.status === 'UPDATING')
      return {
        state: 'pending',
        message: `Another update of ${nodegroupName} is at work`,
      };
    const now = nodegroup.scalingConfig ?? {};
    const holds =
      (scalingConfig.minSize ?? now.minSize) === now.minSize &&
      (scalingConfig.maxSize ?? now.maxSize) === now.maxSize &&
      (scalingConfig.desiredSize ?? now.desiredSize) === now.desiredSize;
    return holds
      ? { state: 'holds' }
      : {
          state: 'absent',
          now: {
            minSize: now.minSize ?? 0,
            maxSize: now.maxSize ?? 1,
            desiredSize: now.desiredSize ?? 0,
          },
        };
  },
  async call(request, { aws }, { token, signal }) {
    const { update } = await aws.eks.send(
      new UpdateNodegroupConfigCommand({
        ...request,
        clientRequestToken: token,
      }),
      { abortSignal: signal },
    );
    return update?.id === undefined ? undefined : { updateId: update.id };
  },
  find: ({ nodegroupName }, since, session, signal) =>
    findUpdate(session, signal, since, ['ConfigUpdate'], { nodegroupName }),
  inverse: ({ clusterName, nodegroupName }, record) => ({
    api: 'eks:UpdateNodegroupConfig',
    request: {
      clusterName,
      nodegroupName,
      scalingConfig: asObject(record.replaces, 'The sizes before'),
    },
  }),
});

const deleteSchema = z.strictObject(group);

/** EKS terminates what is left after five minutes (EKS User Guide, delete-managed-node-group). */
export const deleteNodegroup = changeEffect<z.infer<typeof deleteSchema>>({
  api: 'eks:DeleteNodegroup',
  schema: deleteSchema,
  pollMs: 3_000,
  describe: request => `Delete node group ${request.nodegroupName}`,
  async observe(request, session, signal) {
    const nodegroup = await readGroup(request, session, signal);
    if (!nodegroup) return { state: 'holds' };
    if (nodegroup.status === 'DELETING')
      return {
        state: 'pending',
        message: `Node group ${request.nodegroupName} is being deleted`,
      };
    if (nodegroup.status === 'DELETE_FAILED')
      return {
        state: 'failed',
        message: `Node group ${request.nodegroupName} could not be deleted: ${(
          nodegroup.health?.issues ?? []
        )
          .map(issue => `${issue.code}: ${issue.message}`)
          .join('; ')}`,
      };
    return {
      state: 'absent',
      now: JSON.parse(JSON.stringify(nodegroup)),
    };
  },
  async call(request, { aws }, { signal }) {
    await aws.eks.send(new DeleteNodegroupCommand(request), {
      abortSignal: signal,
    });
    return undefined;
  },
});
