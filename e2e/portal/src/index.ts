// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

export { guestToken, signIn, startBrowser, startPortal } from './portal';
export type { Portal } from './portal';
