// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Node } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** On every Auto node and, by the same key, on Fargate and hybrid ones (EKS User Guide, associate-workload). */
export const COMPUTE_TYPE = 'eks.amazonaws.com/compute-type';

export function isAutoNode(node: Node): boolean {
  return node.metadata.labels?.[COMPUTE_TYPE] === 'auto';
}

export function isHybridNode(node: Node): boolean {
  return node.metadata.labels?.[COMPUTE_TYPE] === 'hybrid';
}

export function isFargateNode(node: Node): boolean {
  return node.metadata.labels?.[COMPUTE_TYPE] === 'fargate';
}
