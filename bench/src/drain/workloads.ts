// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

export const replicas = 10;

/** The budgets of what is drained, in turn; one Deployment in five has none. */
export const budgets = [
  { name: 'one', spec: { maxUnavailable: 1 }, allows: 1 },
  { name: 'quarter', spec: { maxUnavailable: '25%' }, allows: 3 },
  { name: 'half', spec: { minAvailable: '50%' }, allows: 5 },
  { name: 'nine', spec: { minAvailable: 9 }, allows: 1 },
  { name: 'none', spec: undefined, allows: replicas },
] as const;

export interface Workload {
  namespace: string;
  name: string;
  budget: (typeof budgets)[number];
}

/** As many Deployments of ten pods as make up `pods`, over ten namespaces. */
export function workloads(pods: number): Workload[] {
  return Array.from({ length: Math.floor(pods / replicas) }, (_, index) => ({
    namespace: `team-${index % 10}`,
    name: `app-${String(index).padStart(3, '0')}`,
    budget: budgets[index % budgets.length],
  }));
}

/** The workload that a pod belongs to, by its name. */
export const workloadOfPod = (name: string) =>
  name.split('-').slice(0, 2).join('-');

export function deploymentOf({ namespace, name }: Workload) {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace, name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'app',
              image: 'registry.k8s.io/pause:3.10',
              resources: { requests: { cpu: '100m', memory: '256Mi' } },
            },
          ],
        },
      },
    },
  };
}

export function budgetOf({ namespace, name, budget }: Workload) {
  if (!budget.spec) return undefined;
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { namespace, name },
    spec: { ...budget.spec, selector: { matchLabels: { app: name } } },
  };
}
