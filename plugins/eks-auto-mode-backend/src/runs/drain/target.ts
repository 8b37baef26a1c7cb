// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Change } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { Node } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { PodFits, StepContext } from '../step';
import type { Disagreement } from './sourceNodes';

/** What is emptied, and under which changes of the plan. */
export interface DrainTarget {
  /** In words: `node group blue`. */
  what: string;
  source: string;
  select(
    nodes: Node[],
    context: StepContext,
  ): Promise<{ nodes: Node[]; disagreements: Disagreement[] }>;
  /** Under which change a node is cordoned. */
  cordon: Change;
  evict: Change;
  /** Nodes of other sources that are cordoned along, or pods would hop from one to the next. */
  alsoCordon?: (
    nodes: Node[],
    context: StepContext,
  ) => Promise<{ change: Change; nodes: Node[] }[]>;
  /** Where a pod may go; no place is asked for on the way back. */
  place?: PodFits;
  nodeDeadlineSeconds: number;
}
