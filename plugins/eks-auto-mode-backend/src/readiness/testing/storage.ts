// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { StorageClass } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

/** A class that binds where its consumer stands. */
export function aStorageClass(
  name: string,
  provisioner: string,
  overrides: Partial<StorageClass> & {
    isDefault?: boolean;
    createdAt?: string;
  } = {},
): StorageClass {
  const { isDefault, createdAt, ...rest } = overrides;
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name,
      creationTimestamp: createdAt,
      annotations: isDefault
        ? { 'storageclass.kubernetes.io/is-default-class': 'true' }
        : {},
    },
    provisioner,
    volumeBindingMode: 'WaitForFirstConsumer',
    ...rest,
  };
}
