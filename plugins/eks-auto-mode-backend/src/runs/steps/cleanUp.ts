// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { changesStep } from './changesStep';

/** What only the old nodes needed. */
export const cleanUp = changesStep('clean-up');
