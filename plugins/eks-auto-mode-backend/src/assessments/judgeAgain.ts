// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AnyCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { judge } from '../readiness/verdict';
import type { AssessmentsStore } from './assessmentsStore';
import type { ExceptionsStore } from './exceptionsStore';
import type { FindingsStore } from './findingsStore';
import { keptNodes } from './keptNodes';

/** The verdict changes with exceptions: judges the last inventory again, without reading anything. */
export async function judgeAgain(
  deps: {
    assessments: AssessmentsStore;
    findings: FindingsStore;
    exceptions: ExceptionsStore;
    checks: readonly AnyCheck[];
    now(): Date;
  },
  cluster: { id: string },
): Promise<void> {
  const inventory = await deps.assessments.inventory(cluster.id);
  if (!inventory) return;
  const now = deps.now();
  const detail = await deps.assessments.detail(cluster.id);
  const { verdict } = judge({
    inventory,
    checks: deps.checks,
    findings: await deps.findings.list({ clusterId: cluster.id }, now),
    exceptions: await deps.exceptions.active(cluster.id, now),
    isKept: keptNodes(detail?.sources ?? []),
  });
  await deps.assessments.setVerdict(cluster.id, verdict);
}
