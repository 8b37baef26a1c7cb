// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The backend of EKS Auto Mode migrations.
 *
 * @packageDocumentation
 */

export { eksAutoModePlugin as default } from './plugin';
export {
  clusterConditions,
  createClusterConditionalDecision,
} from './api/clusterResource';
