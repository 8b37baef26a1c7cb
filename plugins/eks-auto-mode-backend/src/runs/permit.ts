// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonValue } from '@backstage/types';
import type {
  Change,
  Plan,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { canonicalJson } from '../plans/canonical';
import { undoChanges } from './undoChanges';

/** A mutating call that is about to be made. */
export interface PlannedCall {
  api: string;
  /** ARN, resource id, or `apiVersion/kind/namespace/name`. */
  target: string;
  request: JsonValue;
  /** How many objects were already changed under the same scoped change in this run. */
  used: number;
  /** The run is taken back: what that takes beside the inverse of effects is allowed, too. */
  undoing: boolean;
}

/** @returns undefined where the plan allows the call, else why it does not. */
export type Permits = (
  plan: Plan,
  stepId: string,
  change: Change,
  call: PlannedCall,
) => string | undefined;

/**
 * Whether one of the plan's own changes covers the call. The change is looked up by id in the stored
 * plan: what a step hands in is not believed.
 */
export const permits: Permits = (plan, stepId, change, call) => {
  const step = plan.steps.find(each => each.id === stepId);
  const planned = [
    ...(step?.changes ?? []),
    ...(step && call.undoing ? undoChanges(plan, step) : []),
  ].find(candidate => candidate.id === change.id);
  if (!planned) return `the plan has no change ${change.id} in step ${stepId}`;
  if (planned.api !== call.api)
    return `change ${planned.id} is a ${planned.api}, not a ${call.api}`;
  if (planned.type === 'scoped') {
    return call.used < planned.maximum
      ? undefined
      : `change ${planned.id} covers ${planned.maximum} objects, and as many were changed`;
  }
  if (planned.target !== call.target)
    return `change ${planned.id} is about ${planned.target}, not ${call.target}`;
  if (canonicalJson(planned.request) !== canonicalJson(call.request))
    return `the request of change ${planned.id} differs from the plan's`;
  return undefined;
};
