// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { shellPatch } from '../../patch';

export const authenticationMode = defineCheck({
  code: 'CL-06',
  title: 'The cluster accepts access entries',
  severity: 'blocker',
  resolvedBy: 'plan',
  reads: ['cluster'],
  why: 'Auto nodes and the controllers of Auto Mode get into the cluster through access entries, which CONFIG_MAP does not know.',
  remediation:
    'Change the authentication mode to API_AND_CONFIG_MAP. There is no way back; rows of aws-auth stay in force.',
  source: 'EKS User Guide, setting-up-access-entries',
  evaluate: ({ cluster }) =>
    cluster.authenticationMode !== 'CONFIG_MAP'
      ? []
      : [
          {
            subject: { arn: cluster.arn },
            message:
              'The cluster knows only the aws-auth ConfigMap, so Auto nodes could not join it.',
            evidence:
              'DescribeCluster.accessConfig.authenticationMode = CONFIG_MAP',
            patch: shellPatch(
              'Accept access entries beside aws-auth (irreversible)',
              [
                [
                  'aws',
                  'eks',
                  'update-cluster-config',
                  '--region',
                  cluster.region,
                  '--name',
                  cluster.name,
                  '--access-config',
                  'authenticationMode=API_AND_CONFIG_MAP',
                ],
              ],
            ),
          },
        ],
});
