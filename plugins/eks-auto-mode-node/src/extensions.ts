// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { AnyCheck } from './readiness/check';

/**
 * Companies add their own checks here. A code must be new: start it with `X-`.
 * @public
 */
export interface EksAutoModeChecksExtensionPoint {
  addCheck(...checks: AnyCheck[]): void;
}

/** @public */
export const eksAutoModeChecksExtensionPoint =
  createExtensionPoint<EksAutoModeChecksExtensionPoint>({
    id: 'eks-auto-mode.checks',
  });
