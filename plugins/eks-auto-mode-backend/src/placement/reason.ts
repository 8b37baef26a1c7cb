// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What kept a pod away from a node or a pool.
 *
 * @alpha
 */
export type ReasonCode =
  | 'unknown-node'
  | 'gate'
  | 'unschedulable'
  | 'taint'
  | 'node-selector'
  | 'node-affinity'
  | 'pods'
  | 'resources'
  | 'host-port'
  | 'volume'
  | 'pod-affinity'
  | 'pod-anti-affinity'
  | 'topology-spread'
  | 'no-pool'
  | 'limit';

/**
 * One thing that kept a pod away, in words that name the key, resource or object.
 *
 * @alpha
 */
export interface Reason {
  code: ReasonCode;
  message: string;
}

/**
 * Whether a pod has a place, or why not.
 *
 * @alpha
 */
export type Fit = { fits: true } | { fits: false; reasons: Reason[] };
