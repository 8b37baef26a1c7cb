// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What a backup must hold to stand behind a run (DESIGN §8): namespaces, workloads, configuration,
 * RBAC, storage, budgets, CRDs and what CRDs serve. Anything else that could not be read is listed
 * and acknowledged.
 */
const REQUIRED: Record<string, ReadonlySet<string> | 'all'> = {
  '': new Set([
    'configmaps',
    'limitranges',
    'namespaces',
    'persistentvolumeclaims',
    'persistentvolumes',
    'pods',
    'podtemplates',
    'replicationcontrollers',
    'resourcequotas',
    'secrets',
    'serviceaccounts',
    'services',
  ]),
  apps: 'all',
  batch: 'all',
  autoscaling: 'all',
  policy: 'all',
  'networking.k8s.io': 'all',
  'rbac.authorization.k8s.io': 'all',
  'scheduling.k8s.io': 'all',
  'storage.k8s.io': 'all',
  'apiextensions.k8s.io': 'all',
  'admissionregistration.k8s.io': 'all',
};

/** @param customGroups - groups that CRDs of the cluster serve. */
export function isRequired(
  group: string,
  resource: string | undefined,
  customGroups: ReadonlySet<string>,
): boolean {
  if (customGroups.has(group)) return true;
  const known = REQUIRED[group];
  if (known === undefined) return false;
  return known === 'all' || resource === undefined || known.has(resource);
}
