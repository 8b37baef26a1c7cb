// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Budget, Pod } from '../model';
import {
  isFinished,
  isReady,
  isRecord,
  timestamp,
  withCondition,
} from '../model';
import type { DeleteOptions, Objects } from '../objects';
import { types } from '../resources';
import { compileSelector } from '../selectors';
import { badRequest, forbidden, tooManyRequests, unexpected } from '../status';
import type { Cause } from '../store';

/** As many pods may stand in `disruptedPods` before evictions are refused. */
const MAX_DISRUPTED = 2000;

export interface EvictionOutcome {
  /** The budget that was charged, or would have been. */
  budget?: { name: string; allowedBefore: number; charged: boolean };
}

/** `POST …/pods/{name}/eviction`, decision by decision as the API server's own eviction registry. */
export function evict(
  objects: Objects,
  pod: Pod,
  options: DeleteOptions,
  cause: Cause,
): EvictionOutcome {
  const { store } = objects;
  const condition = {
    type: 'DisruptionTarget',
    status: 'True' as const,
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  const remove = () => {
    const marked: Pod = pod.spec.nodeName
      ? {
          ...pod,
          status: {
            ...pod.status,
            conditions: withCondition(
              pod.status?.conditions,
              condition,
              store.now(),
            ),
          },
        }
      : pod;
    // Preconditions speak of the pod as the caller saw it, so they are looked at before it is marked.
    objects.checkPreconditions(types.pods, pod, options);
    const standing = store.update(
      types.pods,
      marked,
      { by: cause.by, via: 'sandbox:eviction-condition' },
      true,
    );
    objects.delete(
      types.pods,
      standing,
      { gracePeriodSeconds: options.gracePeriodSeconds },
      cause,
    );
  };

  // Finished, Pending and already ending pods count for no budget.
  if (
    isFinished(pod) ||
    pod.status?.phase === 'Pending' ||
    pod.metadata.deletionTimestamp
  ) {
    objects.checkPreconditions(types.pods, pod, options);
    if (!pod.metadata.deletionTimestamp) remove();
    return {};
  }

  const budgets = [
    ...store.table<Budget>(types.budgets).in(pod.metadata.namespace ?? ''),
  ].filter(budget =>
    compileSelector(budget.spec.selector)(pod.metadata.labels),
  );
  if (budgets.length > 1) {
    throw unexpected(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  const [budget] = budgets;
  if (!budget) {
    remove();
    return {};
  }
  const allowedBefore = budget.status?.disruptionsAllowed ?? 0;
  if (!isReady(pod)) {
    const { currentHealthy = 0, desiredHealthy = 0 } = budget.status ?? {};
    const free =
      budget.spec.unhealthyPodEvictionPolicy === 'AlwaysAllow' ||
      (currentHealthy >= desiredHealthy && desiredHealthy > 0);
    if (free) {
      remove();
      return {
        budget: { name: budget.metadata.name, allowedBefore, charged: false },
      };
    }
  }
  // The budget comes first: an eviction of another pod of the name is charged, then refused.
  charge(objects, budget, pod);
  remove();
  return {
    budget: { name: budget.metadata.name, allowedBefore, charged: true },
  };
}

function charge(objects: Objects, budget: Budget, pod: Pod): void {
  const { store } = objects;
  const status = budget.status ?? {};
  const { name } = budget.metadata;
  const refused = (message: string) =>
    tooManyRequests(message, 0, [
      {
        reason: 'DisruptionBudget',
        message: `The disruption budget ${name} needs ${
          status.desiredHealthy ?? 0
        } healthy pods and has ${status.currentHealthy ?? 0} currently`,
      },
    ]);
  if ((status.observedGeneration ?? 0) < (budget.metadata.generation ?? 1)) {
    throw tooManyRequests(
      "Cannot evict pod as it would violate the pod's disruption budget.",
      10,
      [
        {
          reason: 'DisruptionBudget',
          message: `The disruption budget ${name} is still being processed by the server.`,
        },
      ],
    );
  }
  const allowed = status.disruptionsAllowed ?? 0;
  if (allowed < 0)
    throw forbidden(types.budgets, name, 'pdb disruptions allowed is negative');
  if (Object.keys(status.disruptedPods ?? {}).length > MAX_DISRUPTED) {
    throw forbidden(
      types.budgets,
      name,
      'DisruptedPods map too big - too many evictions not confirmed by PDB controller',
    );
  }
  if (allowed === 0)
    throw refused(
      "Cannot evict pod as it would violate the pod's disruption budget.",
    );
  const conditions =
    allowed === 1
      ? withCondition(
          status.conditions,
          {
            type: 'DisruptionAllowed',
            status: 'False',
            reason: 'InsufficientPods',
            message: '',
            observedGeneration: status.observedGeneration,
          },
          store.now(),
        )
      : status.conditions;
  store.update(
    types.budgets,
    {
      ...budget,
      status: {
        ...status,
        disruptionsAllowed: allowed - 1,
        disruptedPods: {
          ...status.disruptedPods,
          [pod.metadata.name]: timestamp(store.now()),
        },
        ...(conditions ? { conditions } : {}),
      },
    },
    { by: 'sandbox:eviction', via: 'sandbox:eviction' },
    true,
  );
}

/** Reads the body of an eviction request. */
export function evictionOptions(body: unknown, podName: string): DeleteOptions {
  if (!isRecord(body))
    throw badRequest(
      'Eviction in version "v1" cannot be handled as an Eviction',
    );
  const name = isRecord(body.metadata) ? body.metadata.name : undefined;
  if (name !== podName) {
    throw badRequest('name in URL does not match name in Eviction object');
  }
  return deleteOptions(body.deleteOptions);
}

export function deleteOptions(given: unknown): DeleteOptions {
  if (!isRecord(given)) return {};
  const preconditions = isRecord(given.preconditions)
    ? given.preconditions
    : {};
  const text = (value: unknown) =>
    typeof value === 'string' ? value : undefined;
  const policy = propagationOf(given.propagationPolicy);
  const propagation =
    policy ?? (given.orphanDependents === true ? 'Orphan' : undefined);
  return {
    ...(typeof given.gracePeriodSeconds === 'number'
      ? { gracePeriodSeconds: given.gracePeriodSeconds }
      : {}),
    ...(propagation ? { propagation } : {}),
    preconditions: {
      uid: text(preconditions.uid),
      resourceVersion: text(preconditions.resourceVersion),
    },
  };
}

function propagationOf(given: unknown): DeleteOptions['propagation'] {
  switch (given) {
    case undefined:
    case null:
      return undefined;
    case 'Background':
    case 'Foreground':
    case 'Orphan':
      return given;
    default:
      throw badRequest(`invalid propagationPolicy ${JSON.stringify(given)}`);
  }
}
