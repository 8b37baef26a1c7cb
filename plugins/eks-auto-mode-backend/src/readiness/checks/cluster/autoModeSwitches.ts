// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export const autoModeSwitches = defineCheck({
  code: 'CL-07',
  title: 'The three switches of Auto Mode agree',
  severity: 'info',
  mayBlock: true,
  resolvedBy: 'platform',
  reads: ['cluster'],
  why: 'Compute, block storage and load balancing are switched together in every call; a mixture means that something interfered.',
  remediation:
    'Where Auto Mode is on already, a run goes on with the drain. Where the switches differ, find out which tool set them and make them equal.',
  source: 'EKS User Guide, auto-enable-existing; set-builtin-node-pools',
  evaluate: ({ cluster }) => {
    const { compute, blockStorage, loadBalancing } = cluster.autoMode;
    const on = [compute, blockStorage, loadBalancing].filter(Boolean).length;
    if (on === 0) return [];
    const evidence = `computeConfig.enabled = ${compute}, blockStorage.enabled = ${blockStorage}, elasticLoadBalancing.enabled = ${loadBalancing}`;
    const subject = { arn: cluster.arn };
    return on === 3
      ? [
          {
            subject,
            severity: 'info',
            message: 'Auto Mode is on already.',
            evidence,
          },
        ]
      : [
          {
            subject,
            severity: 'blocker',
            message:
              'Auto Mode is switched on only in part; EKS accepts no further change of it in this state.',
            evidence,
          },
        ];
  },
});
