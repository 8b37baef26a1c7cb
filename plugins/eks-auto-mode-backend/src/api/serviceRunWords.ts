// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Run } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

/** A run in the words of a service with so many pods in it: "Your 6 pods were moved in 4 min". */
export function serviceRunWords(run: Run, pods: number): string {
  const yours = pods === 1 ? 'Your pod' : `Your ${pods} pods`;
  const were = pods === 1 ? 'was' : 'were';
  const drains = run.steps.filter(step => step.kind === 'drain');
  if (run.state === 'undone') return `${yours} ${were} moved back.`;
  if (drains.length > 0 && drains.every(step => step.state === 'done')) {
    const began = Math.min(
      ...drains.map(step => Date.parse(step.startedAt ?? '')),
    );
    const ended = Math.max(
      ...drains.map(step => Date.parse(step.endedAt ?? '')),
    );
    const seconds = Math.round((ended - began) / 1000);
    return Number.isFinite(seconds)
      ? `${yours} ${were} moved; the drain took ${
          seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
        }.`
      : `${yours} ${were} moved.`;
  }
  if (drains.some(step => step.state === 'running'))
    return `${yours} ${pods === 1 ? 'is' : 'are'} being moved now.`;
  if (run.state === 'blocked')
    return `${yours} ${were} to be moved; the run is blocked.`;
  if (run.state === 'aborted')
    return `The run was stopped before all of your pods had moved.`;
  return `${yours} will be moved.`;
}
