// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeApi } from '../api/client';

/**
 * EKS access policies are decided by an authorizer of EKS' own; here each is a group bound to the ClusterRole
 * that the EKS User Guide (access-policy-permissions) gives as its equal.
 */
const policyRoles: Record<string, string> = {
  AmazonEKSClusterAdminPolicy: 'cluster-admin',
  AmazonEKSAdminPolicy: 'admin',
  AmazonEKSEditPolicy: 'edit',
  AmazonEKSViewPolicy: 'view',
  AmazonEKSAdminViewPolicy: 'eks:admin-view',
};

/** The group that stands for an access policy of cluster scope. */
export function groupOfPolicy(policy: string): string {
  return `eks-access-policy:${policy}`;
}

/** Waits for the roles that Kubernetes aggregates a moment after start, and binds the access policies. */
export async function prepareAccess(
  api: KubeApi,
  signal?: AbortSignal,
): Promise<void> {
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const deadline = Date.now() + 60_000;
  for (const role of ['view', 'edit', 'admin']) {
    for (;;) {
      const found = await api.find<{ rules: unknown[] | null }>(
        `${rbac}/clusterroles/${role}`,
        signal,
      );
      if (found?.rules && found.rules.length > 0) break;
      if (Date.now() > deadline) {
        throw new Error(
          `ClusterRole ${role} was not aggregated within 60 s; see the controller-manager's log`,
        );
      }
      await sleep(100, undefined, { signal });
    }
  }
  await api.ensure(
    `${rbac}/clusterroles`,
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'eks:admin-view' },
      rules: [
        { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] },
        { nonResourceURLs: ['*'], verbs: ['get'] },
      ],
    },
    signal,
  );
  for (const [policy, role] of Object.entries(policyRoles)) {
    await api.ensure(
      `${rbac}/clusterrolebindings`,
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: groupOfPolicy(policy) },
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'ClusterRole',
          name: role,
        },
        subjects: [
          {
            apiGroup: 'rbac.authorization.k8s.io',
            kind: 'Group',
            name: groupOfPolicy(policy),
          },
        ],
      },
      signal,
    );
  }
}
