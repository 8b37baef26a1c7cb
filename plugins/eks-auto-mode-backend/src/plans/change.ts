// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  Change,
  ExactChange,
  PlanStep,
  ScopedChange,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { KubernetesObject } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { toJson } from './canonical';

/** A change without its id, which its place in the step gives. */
export type Draft =
  | Omit<ExactChange, 'id' | 'type'>
  | Omit<ScopedChange, 'id' | 'type'>;

/** What a step's file says; id and change ids are worked out. */
export type StepDraft = Omit<PlanStep, 'id' | 'changes' | 'source'> & {
  source?: string;
  changes?: Draft[];
};

function numbered(stepId: string, drafts: readonly Draft[]): Change[] {
  return drafts.map((draft, index) => {
    const id = `${stepId}/${index + 1}`;
    return 'scope' in draft
      ? { type: 'scoped', id, ...draft }
      : { type: 'exact', id, ...draft };
  });
}

/** A step with ids that are the same for the same input. */
export function stepOf(draft: StepDraft): PlanStep {
  const id = draft.source ? `${draft.kind}:${draft.source}` : draft.kind;
  return { id, ...draft, changes: numbered(id, draft.changes ?? []) };
}

/** `apiVersion/kind/namespace/name`, the namespace empty where there is none. */
export function targetOf(object: {
  apiVersion: string;
  kind: string;
  metadata: { namespace?: string; name: string };
}): string {
  const { apiVersion, kind, metadata } = object;
  return `${apiVersion}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

/** The creation of a Kubernetes object: the request is the object as it is sent. */
export function creation(
  object: KubernetesObject & object,
  summary: string,
): Draft {
  const json = toJson(object);
  return {
    api: 'kubernetes:create',
    target: targetOf(object),
    summary,
    before: null,
    after: json,
    request: json,
  };
}

/** The deletion of a Kubernetes object: the request names it. */
export function deletion(
  object: KubernetesObject,
  before: JsonValue,
  summary: string,
): Draft {
  const { namespace, name } = object.metadata;
  return {
    api: 'kubernetes:delete',
    target: targetOf(object),
    summary,
    before,
    after: null,
    request: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      ...(namespace ? { namespace } : {}),
      name,
    },
  };
}

/** A merge patch of a Kubernetes object: the request is the patch. */
export function mergePatch(
  object: KubernetesObject,
  patch: JsonObject,
  before: JsonValue,
  summary: string,
  api: 'kubernetes:patch' | 'kubernetes:scale' = 'kubernetes:patch',
): Draft {
  return {
    api,
    target: targetOf(object),
    summary,
    before,
    after: patch,
    request: patch,
  };
}

/** `undo` of steps that change nothing. */
export const NOTHING_TO_UNDO = {
  possible: true,
  how: 'It changes nothing.',
} as const;
