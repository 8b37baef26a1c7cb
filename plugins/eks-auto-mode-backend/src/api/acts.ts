// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  clusterApprovePermission,
  clusterAssessPermission,
  clusterBackUpPermission,
  clusterPlanPermission,
  clusterReadPermission,
  clusterRetirePermission,
  clusterRunPermission,
  clusterUndoPermission,
  findingExceptPermission,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';

export const permissions = {
  read: clusterReadPermission,
  assess: clusterAssessPermission,
  backUp: clusterBackUpPermission,
  plan: clusterPlanPermission,
  approve: clusterApprovePermission,
  run: clusterRunPermission,
  undo: clusterUndoPermission,
  retire: clusterRetirePermission,
  except: findingExceptPermission,
} as const;

/** What a caller may want to do with a cluster. */
export type Act = keyof typeof permissions;

export const acts = Object.keys(permissions) as Act[];

export const isAct = (text: string): text is Act => text in permissions;
