// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { StepKind } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Step } from '../step';
import { applyChanges, takeBackChanges } from './changes';

/** A step that is nothing but its planned changes, made where they are missing and taken back. */
export function changesStep(
  kind: StepKind,
  options: { tolerate?: readonly string[] } = {},
): Step {
  return {
    kind,
    reconcile: async context =>
      (await applyChanges(context)) ?? { state: 'done' },
    undo: async context =>
      (await takeBackChanges(context, options)) ?? { state: 'done' },
  };
}
