// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { administratorEntry } from '../../accessEntries';
import { nameOfArn } from '../../arns';
import { awsAuthRows } from '../../awsAuth';
import { shellPatch } from '../../patch';

/** Stands for a role that the cluster's own people choose. */
const EMERGENCY = 'eks-emergency-administrator';

export const soleAdministrator = defineCheck({
  code: 'SA-07',
  title: 'More than one identity administers the cluster',
  severity: 'info',
  resolvedBy: 'platform',
  reads: ['cluster', 'accessEntries', 'configMaps'],
  why: 'Who created a cluster is its administrator, and often the only one: when that person or pipeline role is gone, nobody can repair access in the middle of a migration.',
  remediation:
    'Give a second role, that people can assume in an emergency, an access entry with AmazonEKSClusterAdminPolicy.',
  source: 'EKS User Guide, access-entries; creating-access-entries',
  evaluate: ({ cluster, accessEntries, configMaps }) => {
    const administrators = new Set([
      ...accessEntries
        .filter(
          entry =>
            entry.policies.some(
              policy =>
                nameOfArn(policy.policyArn) === 'AmazonEKSClusterAdminPolicy' &&
                policy.scope === 'cluster',
            ) || entry.kubernetesGroups.includes('system:masters'),
        )
        .map(entry => nameOfArn(entry.principalArn)),
      // Under API alone nobody comes in by a row.
      ...(cluster.authenticationMode === 'API' ? [] : awsAuthRows(configMaps))
        .filter(({ groups }) => groups.includes('system:masters'))
        .map(({ arn }) => nameOfArn(arn)),
    ]);
    if (administrators.size > 1) return [];
    const [only] = administrators;
    const noEntriesYet = cluster.authenticationMode === 'CONFIG_MAP';
    if (only && noEntriesYet) return [];
    return [
      {
        subject: { arn: cluster.arn },
        message: only
          ? `Only ${only} administers the cluster.`
          : 'No identity that can be seen administers the cluster.',
        evidence: `AmazonEKSClusterAdminPolicy or system:masters: ${
          only ?? 'nobody'
        }${
          noEntriesYet
            ? '; who created the cluster is one beside, and stands nowhere'
            : ''
        }`,
        ...(noEntriesYet
          ? {
              remedy:
                'First let the cluster accept access entries (CL-06); then give a second role, that people can assume in an emergency, one with AmazonEKSClusterAdminPolicy.',
            }
          : {
              patch: shellPatch(
                `Make a second role administrator (yours in the place of ${EMERGENCY})`,
                administratorEntry(
                  cluster,
                  `arn:${cluster.partition}:iam::${cluster.accountId}:role/${EMERGENCY}`,
                ),
              ),
            }),
      },
    ];
  },
});
