// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Permissions are decided on clusters: conditions such as `isOwner` look at the cluster's entity.
 * @public
 */
export const RESOURCE_TYPE_EKS_AUTO_MODE_CLUSTER = 'eks-auto-mode-cluster';

const resourceType = RESOURCE_TYPE_EKS_AUTO_MODE_CLUSTER;

/** See clusters, findings, plans, runs and backups. @public */
export const clusterReadPermission = createPermission({
  name: 'eks-auto-mode.cluster.read',
  attributes: { action: 'read' },
  resourceType,
});
/** Refresh the inventory of a cluster. @public */
export const clusterAssessPermission = createPermission({
  name: 'eks-auto-mode.cluster.assess',
  attributes: { action: 'update' },
  resourceType,
});
/** Take, verify and read backups. @public */
export const clusterBackUpPermission = createPermission({
  name: 'eks-auto-mode.cluster.back-up',
  attributes: { action: 'create' },
  resourceType,
});
/** Make and discard plans. @public */
export const clusterPlanPermission = createPermission({
  name: 'eks-auto-mode.cluster.plan',
  attributes: { action: 'create' },
  resourceType,
});
/** Approve a plan, and with it the run. @public */
export const clusterApprovePermission = createPermission({
  name: 'eks-auto-mode.cluster.approve',
  attributes: { action: 'update' },
  resourceType,
});
/** Start, pause, resume and abort runs; retry and skip steps. @public */
export const clusterRunPermission = createPermission({
  name: 'eks-auto-mode.cluster.run',
  attributes: { action: 'update' },
  resourceType,
});
/** Undo a run. @public */
export const clusterUndoPermission = createPermission({
  name: 'eks-auto-mode.cluster.undo',
  attributes: { action: 'update' },
  resourceType,
});
/** Approve the deletion of old capacity. @public */
export const clusterRetirePermission = createPermission({
  name: 'eks-auto-mode.cluster.retire',
  attributes: { action: 'delete' },
  resourceType,
});
/** Accept a finding for a while. @public */
export const findingExceptPermission = createPermission({
  name: 'eks-auto-mode.finding.except',
  attributes: { action: 'update' },
  resourceType,
});

/** @public */
export const eksAutoModePermissions = [
  clusterReadPermission,
  clusterAssessPermission,
  clusterBackUpPermission,
  clusterPlanPermission,
  clusterApprovePermission,
  clusterRunPermission,
  clusterUndoPermission,
  clusterRetirePermission,
  findingExceptPermission,
];
