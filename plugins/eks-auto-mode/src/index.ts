// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The Auto Mode tab, cards and fleet page.
 *
 * @packageDocumentation
 */

export {
  eksAutoModePlugin,
  EksAutoModeCard,
  EksAutoModeClusterContent,
  EksAutoModeGroupCard,
  EksAutoModePage,
  EksAutoModeServiceContent,
} from './plugin';
export {
  isEksAutoModeAvailable,
  isEksAutoModeGroupAvailable,
  isEksAutoModeServiceAvailable,
  isEksClusterAvailable,
} from './entity';
export {
  eksAutoModeApiRef,
  type BurnDownQuery,
  type ClusterQuery,
  type EksAutoModeApi,
} from './api/EksAutoModeApi';
