// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const fargate = defineCheck({
  code: 'NG-16',
  title: 'No Fargate profiles',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['fargateProfiles'],
  why: 'Pods that a profile matches stay on Fargate, whatever Auto Mode offers.',
  remediation:
    'Annotate their pod templates eks.amazonaws.com/compute-type: ec2, restart them, then delete the profile.',
  source: 'EKS User Guide, auto-migrate-fargate',
  evaluate: ({ fargateProfiles }) =>
    fargateProfiles.map(({ arn, name, selectors }) => ({
      subject: { arn },
      message: `The Fargate profile ${name} keeps the pods that it matches on Fargate.`,
      evidence:
        selectors
          .map(
            ({ namespace, labels }) =>
              `namespace ${namespace}${Object.entries(labels)
                .map(([key, value]) => `, ${key}=${value}`)
                .join('')}`,
          )
          .join('; ') || 'no selectors',
    })),
});
