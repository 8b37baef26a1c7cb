// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { isDaemonSet, WORKLOAD_PARTS, workloadsOf } from '../../workloads';

const LONG = 600;
const DAY = 24 * 60 * 60;

export const gracePeriod = defineCheck({
  code: 'WL-20',
  title: 'Pods end within ten minutes',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'A drain waits for each pod as long as it may take to end; Auto Mode waits 24 hours at most and then ends it.',
  remediation:
    'Shorten terminationGracePeriodSeconds, or give the run and its window the time.',
  source: 'EKS User Guide, automode; create-node-pool',
  evaluate: parts =>
    workloadsOf(parts).flatMap(workload => {
      const seconds =
        workload.template.spec.terminationGracePeriodSeconds ?? 30;
      if (isDaemonSet(workload) || seconds <= LONG) return [];
      return [
        {
          subject: workload.subject,
          message:
            seconds > DAY
              ? 'Its pods may take longer to end than the 24 hours that Auto Mode waits.'
              : `Its pods may take ${Math.round(
                  seconds / 60,
                )} minutes to end, and a drain waits for each.`,
          evidence: `terminationGracePeriodSeconds = ${seconds}`,
        },
      ];
    }),
});
