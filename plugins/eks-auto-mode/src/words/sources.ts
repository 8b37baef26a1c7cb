// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

/** What a source is, as people say it. */
export const sourceTypeWords: Record<api.SourceType, string> = {
  'managed-node-group': 'managed node group',
  'auto-scaling-group': 'Auto Scaling group',
  standalone: 'standalone instance',
  karpenter: 'Karpenter pool',
  fargate: 'Fargate profile',
  auto: 'Auto Mode pool',
  hybrid: 'hybrid node',
  unknown: 'of unknown origin',
};

/** `managed:blue` as people say it: `blue`. */
export function sourceName(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}
