// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { staysOffAuto } from '../../offAuto';
import { listOf } from '../../text';
import { isDaemonSet, WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const resourceClaims = defineCheck({
  code: 'WL-34',
  title: 'No pod asks for devices by resource claims',
  severity: 'blocker',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'The provisioner of Auto Mode launches no node for a pod with resource claims (Dynamic Resource Allocation): it stays Pending.',
  remediation:
    'Ask for the device as an extended resource (nvidia.com/gpu, aws.amazon.com/neuron), or ask the platform team to keep a node group for it.',
  source:
    'EKS User Guide, auto-accelerated; kubernetes-sigs/karpenter, pull request 2384 and issue 1231',
  evaluate: parts =>
    workloadsOf(parts).flatMap(workload => {
      const { subject, template } = workload;
      const { resourceClaims: claims = [] } = template.spec;
      if (
        claims.length === 0 ||
        isDaemonSet(workload) ||
        staysOffAuto(template.spec)
      )
        return [];
      return [
        {
          subject,
          message:
            'It asks for devices by resource claims, for which Auto Mode launches no node.',
          evidence: `resourceClaims ${listOf(claims.map(one => one.name))}`,
        },
      ];
    }),
});
