// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Container,
  PodSpec,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** App containers and native sidecars: those that run as long as the pod does. */
export function runningContainers({
  containers,
  initContainers = [],
}: PodSpec): Container[] {
  return [
    ...initContainers.filter(one => one.restartPolicy === 'Always'),
    ...containers,
  ];
}

/** Every container, those that only prepare the pod too. */
export function allContainers({
  containers,
  initContainers = [],
}: PodSpec): Container[] {
  return [...initContainers, ...containers];
}
