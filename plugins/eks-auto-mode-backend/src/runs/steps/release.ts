// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { changesStep } from './changesStep';

/** The pools' final disruption budgets. */
export const release = changesStep('release');
