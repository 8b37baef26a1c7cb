// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';
import { isDaemonSet, WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const emptyDirs = defineCheck({
  code: 'WL-17',
  title: 'No pod keeps data in emptyDir',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'What lies in an emptyDir is gone when the pod moves.',
  remediation:
    'Confirm that it is a cache or scratch space, or move it to a volume. The plan lists what is lost, and who approves it approves that.',
  source: 'kubectl drain, --delete-emptydir-data',
  evaluate: parts =>
    workloadsOf(parts).flatMap(workload => {
      const volumes = (workload.template.spec.volumes ?? []).filter(
        one => one.emptyDir,
      );
      if (
        isDaemonSet(workload) ||
        workload.replicas === 0 ||
        volumes.length === 0
      )
        return [];
      return [
        {
          subject: workload.subject,
          message:
            'What its pods keep in emptyDir volumes is lost when they move.',
          evidence: `emptyDir ${listOf(
            volumes.map(({ name, emptyDir }) =>
              emptyDir?.medium ? `${name} (${emptyDir.medium})` : name,
            ),
          )}`,
        },
      ];
    }),
});
