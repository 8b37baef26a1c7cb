// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** An approved plan as its JSON reads; only what a judge needs of it. */
export interface ApprovedPlan {
  clusterName: string;
  steps: {
    id: string;
    kind: string;
    source?: string;
    changes: PlannedChange[];
    undo?: { possible: boolean };
  }[];
}

export type PlannedChange =
  | {
      type: 'exact';
      id: string;
      api: string;
      target: string;
      request?: unknown;
    }
  | {
      type: 'scoped';
      id: string;
      api: string;
      scope: { source?: string; pool?: string; filter: string };
      maximum: number;
    };

export type ExactChange = Extract<PlannedChange, { type: 'exact' }>;
export type ScopedChange = Extract<PlannedChange, { type: 'scoped' }>;

export const changesOf = (plan: ApprovedPlan): PlannedChange[] =>
  plan.steps.flatMap(step => step.changes);
