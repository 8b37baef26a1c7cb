// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

export { startClusterApi } from './cluster';
export { faultSchema as clusterFaultSchema, kubernetesSchema } from './fleet';
