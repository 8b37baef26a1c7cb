// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  DescribeUpdateCommand,
  ListUpdatesCommand,
  type Update,
} from '@aws-sdk/client-eks';
import type { JsonObject } from '@backstage/types';
import type { ClusterSession } from '../../clusters/session';
import type { EffectRecord } from '../effect';
import type { Observed } from './change';

/** What an update belongs to, beside the cluster. */
export interface UpdateOf {
  nodegroupName?: string;
  addonName?: string;
}

/** How many of the newest updates are looked at to find one. */
const MOST = 100;

/** Clocks of AWS and of this process may differ by so much. */
const SKEW_MS = 5_000;

/**
 * What became of an accepted update: not the cluster's fields, which change early (EKS User Guide,
 * auto-enable-existing), but its own status.
 *
 * @returns undefined where it succeeded, or none is known.
 */
export async function updateState(
  session: ClusterSession,
  signal: AbortSignal,
  last: EffectRecord | undefined,
  of: UpdateOf = {},
): Promise<Observed | undefined> {
  const { outcome } = last ?? {};
  if (
    typeof outcome !== 'object' ||
    outcome === null ||
    Array.isArray(outcome) ||
    typeof outcome.updateId !== 'string'
  )
    return undefined;
  const { update } = await session.aws.eks.send(
    new DescribeUpdateCommand({
      name: session.clusterName,
      updateId: outcome.updateId,
      ...of,
    }),
    { abortSignal: signal },
  );
  if (update?.status === 'InProgress')
    return { state: 'pending', message: `EKS works on update ${update.id}` };
  if (update?.status === 'Failed' || update?.status === 'Cancelled')
    return { state: 'failed', message: reasonsOf(update) };
  return undefined;
}

function reasonsOf(update: Update): string {
  const reasons = (update.errors ?? []).map(
    error =>
      `${error.errorCode}: ${error.errorMessage}${
        error.resourceIds?.length ? ` (${error.resourceIds.join(', ')})` : ''
      }`,
  );
  return `Update ${update.id} ended as ${update.status}: ${
    reasons.join('; ') || 'EKS gives no reason'
  }`;
}

/** An update of this kind that EKS began since the intent: then the call happened. */
export async function findUpdate(
  session: ClusterSession,
  signal: AbortSignal,
  since: Date,
  types: readonly string[],
  of: UpdateOf = {},
): Promise<JsonObject | undefined> {
  const { updateIds = [] } = await session.aws.eks.send(
    new ListUpdatesCommand({ name: session.clusterName, ...of }),
    { abortSignal: signal },
  );
  const updates: Update[] = [];
  for (const updateId of updateIds) {
    const { update } = await session.aws.eks.send(
      new DescribeUpdateCommand({ name: session.clusterName, updateId, ...of }),
      { abortSignal: signal },
    );
    if (update) updates.push(update);
    if (updates.length >= MOST) break;
  }
  const found = updates.find(
    update =>
      types.includes(update.type ?? '') &&
      (update.createdAt?.getTime() ?? 0) >= since.getTime() - SKEW_MS,
  );
  return found?.id === undefined ? undefined : { updateId: found.id };
}
