// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonValue } from '@backstage/types';
import type {
  Change,
  Plan,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { canonicalJson } from './canonical';

/** A mutating call as it is about to be made. `request` is without its idempotency token. */
export interface MutatingCall {
  api: string;
  target: string;
  request: JsonValue;
  /** For scoped changes: the source or pool whose node or pod is meant. */
  scope?: { source?: string; pool?: string };
}

/**
 * The change of the plan that covers a call, if one does: an exact one by api, target and canonical
 * request, a scoped one by api and scope. How many calls were made under a scoped change is for the
 * caller to count.
 */
export function permits(plan: Plan, call: MutatingCall): Change | undefined {
  const request = canonicalJson(call.request);
  return plan.steps
    .flatMap(step => step.changes)
    .find(change => {
      if (change.api !== call.api) {
        return false;
      }
      if (change.type === 'exact') {
        return (
          change.target === call.target &&
          canonicalJson(change.request) === request
        );
      }
      const { source, pool } = call.scope ?? {};
      return change.scope.source === source && change.scope.pool === pool;
    });
}
