// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ClusterVersion } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';

export type Support = 'standard' | 'extended' | 'unknown';

/** What EKS says of the cluster's version; unknown where its list was not read or lacks the version. */
export function supportOf(
  version: string,
  versions: readonly ClusterVersion[] | undefined,
): Support {
  switch (versions?.find(one => one.version === version)?.status) {
    case 'STANDARD_SUPPORT':
      return 'standard';
    case 'EXTENDED_SUPPORT':
      return 'extended';
    default:
      return 'unknown';
  }
}
