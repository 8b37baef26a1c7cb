// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ClusterApi } from '../seam';

/** The place of an API server that somebody else runs and tells nothing of: its address, and nothing else. */
export function externalApi(server: {
  endpoint: string;
  certificateAuthorityData: string;
}): ClusterApi {
  return {
    ...server,
    nodeJoined() {},
    nodeTerminated() {},
    hasWorkloadPods: () => false,
    settle() {},
    politeDrain() {},
    enableAutoMode() {},
    disableAutoMode() {},
    autoModeResources: () => ({ loadBalancers: 0, volumes: 0, autoNodes: 0 }),
    addonVersionChanged() {},
    snapshot: () => undefined,
    awsAuth: () => undefined,
    read: () => undefined,
    apply() {
      throw new Error(
        'the API server of this cluster is run outside the sandbox',
      );
    },
    setFault() {
      throw new Error(
        'the API server of this cluster is run outside the sandbox',
      );
    },
    clearFault() {},
    faults: () => [],
    close: async () => undefined,
  };
}
