// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { kubernetesGrants } from './grants';
import type { Purpose } from './session';

const RBAC = 'rbac.authorization.k8s.io';

/** Name of a role's ClusterRole, of its binding, and of the group that the binding is for. */
export function groupOf(purpose: Purpose): string {
  return `eks-auto-mode-${purpose}`;
}

/** What a cluster must grant one of the three roles: `deploy/kubernetes/` is made of it. */
export function clusterRoleOf(purpose: Purpose) {
  const name = groupOf(purpose);
  return [
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: { name },
      rules: kubernetesGrants[purpose].map(
        ({ groups, resources, verbs, names }) => ({
          apiGroups: groups,
          resources,
          verbs,
          ...(names ? { resourceNames: names } : {}),
        }),
      ),
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
      subjects: [{ apiGroup: RBAC, kind: 'Group', name }],
    },
  ];
}
