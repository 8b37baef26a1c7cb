// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AnyCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { authenticationMode } from './checks/cluster/authenticationMode';
import { autoModeSwitches } from './checks/cluster/autoModeSwitches';
import { clusterActive } from './checks/cluster/clusterActive';
import { clusterHealth } from './checks/cluster/clusterHealth';
import { kubernetesVersion } from './checks/cluster/kubernetesVersion';
import { updateInProgress } from './checks/cluster/updateInProgress';
import { clusterRolePolicies } from './checks/iam/clusterRolePolicies';
import { clusterRoleTrust } from './checks/iam/clusterRoleTrust';

/**
 * Every check, in the order in which pages show them. Codes are never re-used: what is retired stays
 * here with the reason.
 */
export const catalogue: readonly AnyCheck[] = [
  clusterActive,
  clusterHealth,
  updateInProgress,
  kubernetesVersion,
  authenticationMode,
  autoModeSwitches,

  clusterRoleTrust,
  clusterRolePolicies,
];
