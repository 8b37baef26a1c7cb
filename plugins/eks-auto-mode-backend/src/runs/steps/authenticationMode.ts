// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { changesStep } from './changesStep';

/** One way only: `CONFIG_MAP` to `API_AND_CONFIG_MAP`; nothing of it is taken back. */
export const authenticationMode = changesStep('authentication-mode');
