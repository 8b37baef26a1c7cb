// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { ObjectMeta } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

const MARKS: [tool: string, keys: string[], managers: string[]][] = [
  [
    'Argo CD',
    ['argocd.argoproj.io/tracking-id', 'argocd.argoproj.io/instance'],
    ['argocd-controller', 'argocd-application-controller'],
  ],
  [
    'Flux',
    ['kustomize.toolkit.fluxcd.io/name', 'helm.toolkit.fluxcd.io/name'],
    ['kustomize-controller', 'helm-controller'],
  ],
];

export const gitOps = defineCheck({
  code: 'SA-02',
  title: 'No GitOps controller takes patches back',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'What is patched in the cluster is undone with the next sync.',
  remediation: 'Make the change in Git, not in the cluster.',
  source: 'inference; Argo CD, resource_tracking; Flux, kustomizations',
  evaluate: parts =>
    workloadsOf(parts).flatMap(({ subject, metadata }) => {
      const found = managerOf(metadata);
      if (!found) return [];
      return [
        {
          subject,
          message: `${found.tool} manages it and takes back what is patched in the cluster.`,
          evidence: found.mark,
        },
      ];
    }),
});

function managerOf(
  metadata: ObjectMeta,
): { tool: string; mark: string } | undefined {
  for (const [tool, keys, managers] of MARKS) {
    const key = keys.find(
      one => one in { ...metadata.labels, ...metadata.annotations },
    );
    if (key) return { tool, mark: `label or annotation ${key}` };
    const manager = metadata.managers?.find(one => managers.includes(one));
    if (manager) return { tool, mark: `field manager ${manager}` };
  }
  return undefined;
}
