// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { place, shellPatch } from '../../patch';
import { subjectOf, WORKLOAD_PARTS, workloadsOf } from '../../workloads';

const NAMED = /cluster-autoscaler|karpenter|aws-node-termination-handler/;
const ROLE = 'eks.amazonaws.com/role-arn';

export const autoscalerRemains = defineCheck({
  code: 'ADD-15',
  title: 'Nothing is left of autoscalers that are gone',
  severity: 'info',
  resolvedBy: 'platform',
  reads: [...WORKLOAD_PARTS, 'serviceAccounts'],
  why: 'A service account whose autoscaler is gone still gives whoever may create pods in its namespace a role that launches and ends instances.',
  remediation:
    'Delete the service account, then the role that it names, and the tags k8s.io/cluster-autoscaler/* of Auto Scaling groups that stay.',
  source: 'EKS User Guide, migrate-auto; iam-roles-for-service-accounts',
  evaluate: parts => {
    const used = new Set(
      workloadsOf(parts).map(
        ({ subject, template }) =>
          `${subject.namespace}/${
            template.spec.serviceAccountName ?? 'default'
          }`,
      ),
    );
    return parts.serviceAccounts.flatMap(account => {
      const { name, namespace, annotations } = account.metadata;
      const role = annotations?.[ROLE];
      if (!role || !NAMED.test(name) || used.has(`${namespace}/${name}`))
        return [];
      const subject = subjectOf(account);
      return [
        {
          subject,
          message: 'It keeps the role of an autoscaler that is gone.',
          evidence: `${ROLE} ${role}; no workload runs under it`,
          patch: shellPatch('Delete it (and then the role that it names)', [
            ['kubectl', ...place(subject), 'delete', 'serviceaccount', name],
          ]),
        },
      ];
    });
  },
});
