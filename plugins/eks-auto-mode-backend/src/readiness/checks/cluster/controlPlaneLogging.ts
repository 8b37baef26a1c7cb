// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { shellPatch } from '../../patch';

const WANTED = ['api', 'audit', 'authenticator'];

export const controlPlaneLogging = defineCheck({
  code: 'CL-12',
  title: 'The control plane logs what a migration does',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster'],
  why: 'Events of Auto Mode are gone after about an hour; without the logs nobody can tell later why a node did not come or a pod was evicted.',
  remediation:
    'Switch the logs on before the migration, or let the plan do it first (an option of the plan).',
  source: 'EKS User Guide, control-plane-logs; auto-troubleshoot',
  evaluate: ({ cluster }) => {
    const off = WANTED.filter(type => !cluster.logging.includes(type));
    if (off.length === 0) return [];
    return [
      {
        subject: { arn: cluster.arn },
        message: `The control plane does not log ${off.join(
          ', ',
        )}, so there would be no evidence of what happened.`,
        evidence: `DescribeCluster.logging has ${
          cluster.logging.join(', ') || 'nothing'
        } switched on`,
        patch: shellPatch('Switch the logs on', [
          [
            'aws',
            'eks',
            'update-cluster-config',
            '--region',
            cluster.region,
            '--name',
            cluster.name,
            '--logging',
            JSON.stringify({ clusterLogging: [{ types: off, enabled: true }] }),
          ],
        ]),
      },
    ];
  },
});
