// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const arm64 = defineCheck({
  code: 'NG-09',
  title: 'Node groups on Arm',
  severity: 'warning',
  resolvedBy: 'plan',
  reads: ['nodegroups'],
  why: 'The pool general-purpose of Auto Mode launches amd64 only: what is built for Arm alone would stay Pending.',
  remediation: 'The plan makes a pool for arm64.',
  source: 'EKS User Guide, set-builtin-node-pools',
  evaluate: ({ nodegroups }) =>
    nodegroups
      .filter(({ amiType }) => /(^|_)ARM_?64/i.test(amiType ?? ''))
      .map(({ arn, name, amiType }) => ({
        subject: { arn },
        message: `The node group ${name} runs on Arm and needs a pool of its own.`,
        evidence: `amiType = ${amiType}`,
      })),
});
