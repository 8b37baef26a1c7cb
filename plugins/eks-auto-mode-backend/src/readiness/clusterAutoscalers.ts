// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PodSpec } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { containerOf } from './images';

/** Whether a workload is the Cluster Autoscaler: by its name, or by what it runs. */
export function isClusterAutoscaler(name: string, spec: PodSpec): boolean {
  return (
    name.includes('cluster-autoscaler') ||
    containerOf(spec, /(^|\/)cluster-autoscaler[^/]*$/) !== undefined
  );
}
