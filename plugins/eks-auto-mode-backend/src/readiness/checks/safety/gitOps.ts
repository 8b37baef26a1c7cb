// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { gitOpsOf } from '../../../placement';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const gitOps = defineCheck({
  code: 'SA-02',
  title: 'No GitOps controller takes patches back',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'What is patched in the cluster is undone with the next sync.',
  remediation: 'Make the change in Git, not in the cluster.',
  source: 'inference; Argo CD, resource_tracking; Flux, kustomizations',
  evaluate: parts =>
    workloadsOf(parts).flatMap(({ subject, metadata }) => {
      const found = gitOpsOf(metadata);
      if (!found) return [];
      return [
        {
          subject,
          message: `${found.tool} manages it and takes back what is patched in the cluster.`,
          evidence: found.evidence,
        },
      ];
    }),
});
