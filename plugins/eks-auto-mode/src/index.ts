// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The Auto Mode tab, cards and fleet page.
 *
 * @packageDocumentation
 */

export {};
