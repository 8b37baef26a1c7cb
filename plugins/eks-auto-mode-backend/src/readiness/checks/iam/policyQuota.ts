// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { missingClusterPolicies } from './clusterRolePolicies';

/** Managed policies a role, by default (IAM quotas); an account can raise it to 25. */
const QUOTA = 20;

export const policyQuota = defineCheck({
  code: 'IAM-04',
  title: 'The cluster role has room for the policies of Auto Mode',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['clusterRole'],
  why: 'IAM refuses a managed policy above the quota of the role, so Auto Mode could not be given its permissions.',
  remediation:
    'Detach a policy that the role no longer needs, or raise the quota “Managed policies attached to an IAM role”.',
  source: 'IAM quotas',
  evaluate: ({ clusterRole }) => {
    if (!clusterRole.exists) return [];
    const { arn, attachedPolicies } = clusterRole.role;
    const missing = missingClusterPolicies(attachedPolicies);
    const wanted = attachedPolicies.length + missing.length;
    if (missing.length === 0 || wanted <= QUOTA) return [];
    return [
      {
        subject: { arn },
        message: `The cluster role would carry ${wanted} managed policies; by default IAM allows ${QUOTA}.`,
        evidence: `${attachedPolicies.length} attached, ${
          missing.length
        } to attach: ${missing.join(', ')}`,
      },
    ];
  },
});
