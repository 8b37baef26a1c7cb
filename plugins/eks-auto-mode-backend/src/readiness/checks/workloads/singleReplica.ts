// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const singleReplica = defineCheck({
  code: 'WL-05',
  title: 'Nothing runs as a single replica',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'When its only pod moves, the service is away until the new one is Ready.',
  remediation: 'Run two replicas while pods move, or accept the gap.',
  source: 'eksup K8S002',
  evaluate: parts =>
    workloadsOf(parts)
      .filter(
        ({ subject, replicas }) =>
          (subject.kind === 'Deployment' || subject.kind === 'StatefulSet') &&
          replicas === 1,
      )
      .map(({ subject }) => ({
        subject,
        message:
          'It runs as a single replica and is away while that pod moves.',
        evidence: 'spec.replicas = 1',
      })),
});
