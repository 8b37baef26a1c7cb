// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '@backstage/types';
import type { Blocked } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { z } from 'zod';
import { KubernetesError, resourceTypes } from '../clusters/kubernetesApi';
import type { ClusterSession } from '../clusters/session';

/**
 * The lock against other portals: a `coordination.k8s.io` Lease in the cluster itself. Its
 * resourceVersion is the compare-and-set. It is the one write before the backup.
 */

const LOCK = { namespace: 'kube-system', name: 'eks-auto-mode' };
const TARGET = `coordination.k8s.io/v1/Lease/${LOCK.namespace}/${LOCK.name}`;
const PORTAL = 'eks-auto-mode.io/portal';
const RUN = 'eks-auto-mode.io/run';

/** Long enough for a run that waits at a gate to renew it now and then. */
const LOCK_SECONDS = 900;

const leaseSchema = z.object({
  metadata: z.object({
    resourceVersion: z.string().optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z
    .object({
      holderIdentity: z.string().nullish(),
      leaseDurationSeconds: z.number().nullish(),
      acquireTime: z.string().nullish(),
      renewTime: z.string().nullish(),
      leaseTransitions: z.number().nullish(),
    })
    .optional(),
});

export interface LockHolder {
  portal: string;
  runId: string;
}

/**
 * Asked right before the lock is written: a write of it is a mutating call like any other, and begins
 * only under a claim that holds.
 *
 * @throws LeaseLostError where another replica took the run over.
 */
export type MayWrite = () => Promise<{
  beforeSend: () => void;
  signal: AbortSignal;
}>;

export type LockHeld = { held: true } | { held: false; blocked: Blocked };

/** MicroTime, as the Lease type wants it. */
const microTime = (at: Date) => at.toISOString().replace(/Z$/, '000Z');

const identity = (holder: LockHolder) => `${holder.portal}/${holder.runId}`;

function lockObject(
  holder: LockHolder | undefined,
  now: Date,
  before?: z.infer<typeof leaseSchema>,
): JsonObject {
  const mine = holder && before?.spec?.holderIdentity === identity(holder);
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      ...LOCK,
      ...(before?.metadata.resourceVersion
        ? { resourceVersion: before.metadata.resourceVersion }
        : {}),
      ...(holder
        ? { annotations: { [PORTAL]: holder.portal, [RUN]: holder.runId } }
        : {}),
    },
    spec: {
      ...(holder ? { holderIdentity: identity(holder) } : {}),
      leaseDurationSeconds: LOCK_SECONDS,
      acquireTime:
        mine && before?.spec?.acquireTime
          ? before.spec.acquireTime
          : microTime(now),
      renewTime: microTime(now),
      leaseTransitions:
        (before?.spec?.leaseTransitions ?? 0) + (mine || !before ? 0 : 1),
    },
  };
}

function refusal(lease: z.infer<typeof leaseSchema>, until: Date): LockHeld {
  const portal = lease.metadata.annotations?.[PORTAL] ?? 'an unknown portal';
  const run = lease.metadata.annotations?.[RUN] ?? 'unknown';
  return {
    held: false,
    blocked: {
      what: `Another portal is at work on this cluster: ${portal}`,
      now: `Run ${run} of ${portal} holds the Lease ${LOCK.namespace}/${
        LOCK.name
      } until ${until.toISOString()}`,
      remedy: `Finish or abort that run in ${portal}, then retry. If that portal is gone for good, retry after ${until.toISOString()}`,
      code: 'locked',
    },
  };
}

function expiry(lease: z.infer<typeof leaseSchema>): Date {
  const renewed = new Date(lease.spec?.renewTime ?? 0).getTime();
  return new Date(
    renewed + (lease.spec?.leaseDurationSeconds ?? LOCK_SECONDS) * 1000,
  );
}

async function readLock(
  session: ClusterSession,
  signal: AbortSignal,
): Promise<z.infer<typeof leaseSchema> | undefined> {
  try {
    return leaseSchema.parse(
      await session.kubernetes.get(resourceTypes.leases, LOCK, signal),
    );
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 404)
      return undefined;
    throw error;
  }
}

/**
 * Takes the lock or renews it.
 *
 * @returns `held: false` with the other portal's name where it is taken.
 */
export async function holdLock(
  session: ClusterSession,
  holder: LockHolder,
  now: Date,
  signal: AbortSignal,
  /** Whether a run of this portal's own record is over: its lock then means nothing any more. */
  isOver: (runId: string) => Promise<boolean>,
  mayWrite: MayWrite,
): Promise<LockHeld> {
  const lease = await readLock(session, signal);
  const theirs =
    lease?.spec?.holderIdentity &&
    lease.spec.holderIdentity !== identity(holder);
  const theirRun = lease?.metadata.annotations?.[RUN];
  if (
    lease &&
    theirs &&
    expiry(lease) > now &&
    !(
      lease.metadata.annotations?.[PORTAL] === holder.portal &&
      theirRun !== undefined &&
      (await isOver(theirRun))
    )
  )
    return refusal(lease, expiry(lease));
  const write = await mayWrite();
  const clients = session.mutating({
    api: lease ? 'kubernetes:replace' : 'kubernetes:create',
    target: TARGET,
    beforeSend: write.beforeSend,
  });
  try {
    const object = lockObject(holder, now, lease);
    await (lease
      ? clients.kubernetes.replace(resourceTypes.leases, object, write.signal)
      : clients.kubernetes.create(resourceTypes.leases, object, write.signal));
    return { held: true };
  } catch (error) {
    // Somebody else was faster: what they wrote says who.
    if (!(error instanceof KubernetesError) || error.status !== 409)
      throw error;
    const winner = await readLock(session, signal);
    if (winner?.spec?.holderIdentity === identity(holder))
      return { held: true };
    if (!winner) throw error;
    return refusal(winner, expiry(winner));
  }
}

/** Gives the lock back, if it is still ours. */
export async function releaseLock(
  session: ClusterSession,
  holder: LockHolder,
  now: Date,
  signal: AbortSignal,
  mayWrite: MayWrite,
): Promise<void> {
  const lease = await readLock(session, signal);
  if (lease?.spec?.holderIdentity !== identity(holder)) return;
  const write = await mayWrite();
  try {
    await session
      .mutating({
        api: 'kubernetes:replace',
        target: TARGET,
        beforeSend: write.beforeSend,
      })
      .kubernetes.replace(
        resourceTypes.leases,
        lockObject(undefined, now, lease),
        write.signal,
      );
  } catch (error) {
    // Written by somebody else since we read it: then it is no longer ours to give back.
    if (!(error instanceof KubernetesError) || error.status !== 409)
      throw error;
  }
}
