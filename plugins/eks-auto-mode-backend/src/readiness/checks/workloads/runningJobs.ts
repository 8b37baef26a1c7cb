// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { count } from '../../text';
import { controllerOf, subjectOf } from '../../workloads';

export const runningJobs = defineCheck({
  code: 'WL-24',
  title: 'No job is at work',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: ['jobs'],
  why: 'A job whose pod is evicted starts over.',
  remediation:
    'Wait for it, suspend its schedule while pods move, or let it restart.',
  source: 'Kubernetes, jobs',
  evaluate: ({ jobs }) => {
    const active = jobs.filter(job => (job.status?.active ?? 0) > 0);
    return active.map(job => {
      const owner = controllerOf(job.metadata);
      return {
        subject: owner
          ? {
              apiVersion: owner.apiVersion,
              kind: owner.kind,
              namespace: job.metadata.namespace,
              name: owner.name,
            }
          : subjectOf(job),
        message: 'It is at work and would start over when its pod moves.',
        evidence: `Job ${job.metadata.name}: ${count(
          job.status?.active ?? 0,
          'active pod',
        )}`,
      };
    });
  },
});
