// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { changesStep } from './changesStep';

/** Add-ons at versions that keep off Auto nodes. EKS may refuse to go back to a lower version. */
export const addons = changesStep('addons', { tolerate: ['eks:UpdateAddon'] });
