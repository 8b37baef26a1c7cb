// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { runningContainers } from '../../containers';
import { staysOffAuto } from '../../offAuto';
import { listOf } from '../../text';
import {
  isBatch,
  isDaemonSet,
  WORKLOAD_PARTS,
  workloadsOf,
} from '../../workloads';

export const readinessProbe = defineCheck({
  code: 'WL-07',
  title: 'Containers say when they are ready',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'Without a readiness probe a pod counts as Ready when it has only started: a drain goes on too early, and what fails on Auto nodes looks well.',
  remediation: 'Add a readiness probe.',
  source: 'eksup K8S006',
  evaluate: parts =>
    workloadsOf(parts).flatMap(workload => {
      const { spec } = workload.template;
      // Jobs serve nobody. A DaemonSet is not drained, but on each Auto node it is Ready or it is not.
      if (isBatch(workload) || (isDaemonSet(workload) && staysOffAuto(spec))) {
        return [];
      }
      const without = runningContainers(spec).filter(
        one => !one.readinessProbe,
      );
      if (without.length === 0) return [];
      return [
        {
          subject: workload.subject,
          message: 'Nobody can tell when its new pods are ready to serve.',
          evidence: `no readinessProbe: container ${listOf(
            without.map(one => one.name),
          )}`,
        },
      ];
    }),
});
