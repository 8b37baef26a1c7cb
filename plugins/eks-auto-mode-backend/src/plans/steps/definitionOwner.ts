// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { definersOf } from '../../placement/definers';
import { NOTHING_TO_UNDO, stepOf } from '../change';
import { definitionEdit } from '../definitionEdit';
import type { Situation } from '../situation';
import { mustEnable } from './enable';

/** Tools that define the cluster or one of the groups that move, by their tags. */
export function toolsOf({ parts, placement }: Situation): string[] {
  const definers = [
    ...definersOf(parts.cluster.tags),
    ...placement.moved.flatMap(source => source.definers),
  ];
  return [...new Set(definers.map(({ tool }) => tool))].sort();
}

/**
 * Holds until somebody has made the same change in the definition: a tool that finds another cluster
 * than it described may put it back, or replace it.
 */
export function definitionOwner(situation: Situation): PlanStep[] {
  const tools = toolsOf(situation);
  if (
    tools.length === 0 ||
    (!mustEnable(situation) && situation.placement.moved.length === 0)
  ) {
    return [];
  }
  return [
    stepOf({
      kind: 'definition-owner',
      title: `Change the definition in ${tools.join(' and ')}`,
      iam: [],
      kubernetes: [],
      undo: NOTHING_TO_UNDO,
      gate: {
        type: 'acknowledge',
        what: `The cluster is defined by ${tools.join(
          ' and ',
        )}: make these edits there and do not apply anything else while the run goes on`,
        edits: tools.map(tool => ({
          tool,
          content: definitionEdit(tool, situation),
        })),
      },
      predicted: { minSeconds: 0, maxSeconds: 0 },
    }),
  ];
}
