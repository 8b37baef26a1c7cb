// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { AWS_AUTH, awsAuthRows, changedRows } from '../../awsAuth';
import { mergePatch } from '../../patch';
import { listOf } from '../../text';

const PATH = /:role\/.*\//;

export const awsAuthPaths = defineCheck({
  code: 'SA-06',
  title: 'Rows of aws-auth name roles without their path',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'configMaps'],
  why: 'The cluster compares a caller’s role without its path: a row with one (most often of a single sign-on role) lets nobody in, and who is missed only at the next incident. Where the authentication mode is API, no row has any effect, and nothing is said.',
  remediation:
    'Leave the path out of the row, or give the role an access entry, where the whole ARN belongs.',
  source:
    'EKS User Guide, auth-configmap; aws-iam-authenticator, issue 268 (roles with paths)',
  evaluate: ({ cluster, configMaps }) => {
    if (cluster.authenticationMode === 'API') return [];
    const rows = awsAuthRows(configMaps).filter(
      ({ list, arn }) => list === 'mapRoles' && PATH.test(arn),
    );
    if (rows.length === 0) return [];
    return [
      {
        subject: AWS_AUTH,
        message: 'Some rows match nobody, because they carry a path.',
        evidence: listOf(rows.map(({ arn }) => arn)),
        patch: mergePatch('Leave the paths out', AWS_AUTH, {
          data: changedRows(configMaps, row =>
            row.rolearn === undefined
              ? row
              : { ...row, rolearn: row.rolearn.replace(PATH, ':role/') },
          ),
        }),
      },
    ];
  },
});
