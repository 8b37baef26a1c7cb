// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Node } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export function runsWindows({ metadata }: Node): boolean {
  return metadata.labels?.['kubernetes.io/os'] === 'windows';
}
