// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { staysOffAuto } from '../../offAuto';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const offAuto = defineCheck({
  code: 'WL-12',
  title: 'Workloads that keep off Auto nodes by themselves',
  severity: 'info',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'Their pod template says that they do not run on Auto nodes; the plan leaves them where they are.',
  remediation:
    'Nothing to do where that is meant; otherwise drop the compute type from selector or affinity.',
  source: 'EKS User Guide, associate-workload',
  evaluate: parts =>
    workloadsOf(parts)
      .filter(({ template }) => staysOffAuto(template.spec))
      .map(({ subject }) => ({
        subject,
        message: 'It keeps off Auto nodes by its own words.',
        evidence:
          'node selector or affinity on eks.amazonaws.com/compute-type excludes auto',
      })),
});
