// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { changesStep } from './changesStep';

/** The role of Auto nodes. */
export const nodeRole = changesStep('node-role');
