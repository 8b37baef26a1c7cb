// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { changesStep } from './changesStep';

/** Policies and the one trusted action that Auto Mode needs of the cluster role. */
export const clusterRole = changesStep('cluster-role');
