// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { changesStep } from './changesStep';

/** Tags by which load balancers find their subnets. */
export const subnetTags = changesStep('subnet-tags');
