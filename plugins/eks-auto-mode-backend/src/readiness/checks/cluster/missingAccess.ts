// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { newObject } from '../../patch';

export const missingAccess = defineCheck({
  code: 'CL-16',
  title: 'The migrate identity may do all that a run needs',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster', 'missingAccess'],
  why: 'A run that lacks a verb would stop half-way, with nodes cordoned.',
  remediation:
    'Bind the ClusterRole for migrations of deploy/ to the group of the migrate role’s access entry.',
  source: 'Kubernetes, SelfSubjectAccessReview',
  evaluate: ({ cluster, missingAccess: missing }) => {
    if (missing.length === 0) return [];
    const rules = new Map<
      string,
      { apiGroups: string[]; resources: string[]; verbs: string[] }
    >();
    for (const { verb, group, resource, subresource } of missing) {
      const name = subresource ? `${resource}/${subresource}` : resource;
      const rule = rules.get(`${group}/${name}`);
      if (rule) rule.verbs.push(verb);
      else
        rules.set(`${group}/${name}`, {
          apiGroups: [group],
          resources: [name],
          verbs: [verb],
        });
    }
    return [
      {
        subject: { arn: cluster.arn },
        message:
          'The identity that would migrate this cluster lacks permissions in it.',
        evidence: [...rules.values()]
          .map(
            ({ apiGroups: [group], resources: [resource], verbs }) =>
              `${verbs.join(', ')} ${group ? `${group}/` : ''}${resource}`,
          )
          .join('; '),
        patch: newObject(
          'A ClusterRole with what is missing, to bind to the migrate role’s group',
          {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'ClusterRole',
            name: 'eks-auto-mode-migrate-missing',
          },
          { rules: [...rules.values()] },
        ),
      },
    ];
  },
});
