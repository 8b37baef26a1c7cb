// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Cause } from './store';

/** What the world does by itself. */
export const controller = (name: string): Cause => ({
  by: `sandbox:${name}`,
  via: `sandbox:${name}`,
});
