// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { clusterRoleOf, groupOf } from '../../../clusters/clusterRole';
import { appliedObjects } from '../../patch';

export const missingAccess = defineCheck({
  code: 'CL-16',
  title: 'The migrate identity may do all that a run needs',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster', 'missingAccess'],
  why: 'A run that lacks a verb would stop half-way, with nodes cordoned.',
  remediation:
    'Apply deploy/kubernetes/migrate.yaml, and see that the migrate role’s access entry (or its row in aws-auth) names the group that it is bound to.',
  source: 'Kubernetes, SelfSubjectAccessReview',
  evaluate: ({ cluster, missingAccess: missing }) => {
    if (missing.length === 0) return [];
    const verbs = new Map<string, string[]>();
    for (const { verb, group, resource, subresource } of missing) {
      const name = `${group ? `${group}/` : ''}${resource}${
        subresource ? `/${subresource}` : ''
      }`;
      verbs.set(name, [...(verbs.get(name) ?? []), verb]);
    }
    return [
      {
        subject: { arn: cluster.arn },
        message:
          'The identity that would migrate this cluster lacks permissions in it.',
        evidence: [...verbs]
          .map(([name, lacking]) => `${lacking.join(', ')} ${name}`)
          .join('; '),
        // The whole role, not what is missing of it: to apply it again takes nothing away.
        patch: appliedObjects(
          `The ClusterRole for migrations, bound to the group ${groupOf(
            'migrate',
          )}, which the migrate role’s access entry has to name`,
          clusterRoleOf('migrate'),
        ),
      },
    ];
  },
});
