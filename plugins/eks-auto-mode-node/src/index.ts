// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What a check, a step and an inventory are, for those who bring their own.
 *
 * @packageDocumentation
 */

export * from './inventory/aws';
export * from './inventory/kubernetes';
export * from './inventory/read';
export * from './inventory/inventory';
export * from './readiness/check';
export * from './extensions';
