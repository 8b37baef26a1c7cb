// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

/** The Job controller puts this on its pods and takes it off itself. */
const HARMLESS = new Set(['batch.kubernetes.io/job-tracking']);
const PATIENCE_MS = 5 * 60 * 1000;

export const stuckPods = defineCheck({
  code: 'WL-29',
  title: 'No pod is stuck',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'A drain waits until a pod is gone from the API: one that hangs, or that a finalizer holds, keeps its node.',
  remediation:
    'Find out who holds the finalizer and clear it, or repair the node on which the pod hangs.',
  source: 'Kubernetes, finalizers',
  evaluate: (parts, { now }) =>
    workloadsOf(parts).flatMap(({ subject, pods }) => {
      const stuck = pods.flatMap(({ metadata }) => {
        const finalizers = (metadata.finalizers ?? []).filter(
          one => !HARMLESS.has(one),
        );
        // The API server sets the time at which the pod has to be gone, its grace period included.
        const since = metadata.deletionTimestamp
          ? Date.parse(metadata.deletionTimestamp)
          : undefined;
        const late = since !== undefined && now.getTime() - since > PATIENCE_MS;
        if (finalizers.length === 0 && !late) return [];
        return [
          `${metadata.name} (${[
            ...(finalizers.length > 0
              ? [`finalizers ${listOf(finalizers)}`]
              : []),
            ...(late
              ? [`Terminating since ${metadata.deletionTimestamp}`]
              : []),
          ].join(', ')})`,
        ];
      });
      if (stuck.length === 0) return [];
      return [
        {
          subject,
          message:
            'Some of its pods do not go away, or will not when they are asked to.',
          evidence: `pod ${listOf(stuck)}`,
        },
      ];
    }),
});
