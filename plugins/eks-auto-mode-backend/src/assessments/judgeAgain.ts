// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AnyCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { judge } from '../readiness/verdict';
import type { AssessmentsStore } from './assessmentsStore';
import type { ExceptionsStore } from './exceptionsStore';
import type { FindingsStore } from './findingsStore';
import { keptNodes } from './keptNodes';

interface JudgeAgainDeps {
  assessments: AssessmentsStore;
  findings: FindingsStore;
  exceptions: ExceptionsStore;
  checks: readonly AnyCheck[];
  now(): Date;
}

/**
 * Verdict and counts change with exceptions: judges the last inventory again, without reading
 * anything. An assessment that is made meanwhile may not know of them: then that one is judged again.
 */
export async function judgeAgain(
  deps: JudgeAgainDeps,
  cluster: { id: string },
): Promise<void> {
  for (;;) {
    const now = deps.now();
    const detail = await deps.assessments.detail(cluster.id);
    const inventory = await deps.assessments.inventory(cluster.id);
    if (!inventory || !detail) return;
    const judgement = judge({
      inventory,
      checks: deps.checks,
      findings: await deps.findings.list({ clusterId: cluster.id }, now),
      exceptions: await deps.exceptions.active(cluster.id, now),
      isKept: keptNodes(detail.sources),
    });
    const { assessments } = deps;
    if (
      await assessments.setJudgement(cluster.id, detail.readAt, judgement, now)
    )
      return;
  }
}

/** Judges again where an exception began or ran out since; nobody asks when one runs out. */
export async function judgeChanged(deps: JudgeAgainDeps): Promise<void> {
  for (const id of await deps.assessments.judgedOtherwise(deps.now()))
    await judgeAgain(deps, { id });
}
