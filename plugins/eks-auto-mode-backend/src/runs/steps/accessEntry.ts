// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { changesStep } from './changesStep';

/** The entry by which Auto nodes join: EKS makes it for its own pools, and only what lacks is made. */
export const accessEntry = changesStep('access-entry');
