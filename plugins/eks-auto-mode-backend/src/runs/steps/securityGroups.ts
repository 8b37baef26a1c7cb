// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { changesStep } from './changesStep';

/** Rules by which old and Auto nodes reach each other. */
export const securityGroups = changesStep('security-groups');
