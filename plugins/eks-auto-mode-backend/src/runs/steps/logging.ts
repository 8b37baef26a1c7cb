// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { changesStep } from './changesStep';

/** Control-plane logs, so that there is evidence of what follows. */
export const logging = changesStep('logging');
