// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { EffectKind } from '../effect';
import {
  associateAccessPolicy,
  createAccessEntry,
  deleteAccessEntry,
  disassociateAccessPolicy,
} from './accessEntry';
import { updateAddon } from './addon';
import type { ChangeEffect } from './change';
import { updateClusterConfig } from './clusterConfig';
import { cordon, uncordon } from './cordon';
import { evict } from './evict';
import {
  createObject,
  deleteObject,
  patchObject,
  scaleObject,
} from './kubernetesObject';
import { deleteNodegroup, updateNodegroupConfig } from './nodegroup';
import { createRole, deleteRole, updateTrust } from './role';
import { attachRolePolicy, detachRolePolicy } from './rolePolicy';
import {
  resumeProcesses,
  suspendProcesses,
  tagGroup,
  untagGroup,
} from './scalingGroup';
import { authorizeIngress, revokeIngress } from './securityGroupRule';
import { createTags, deleteTags } from './tags';

/** Effects that stand for an exact change, by api. */
export const changeEffects: ReadonlyMap<string, ChangeEffect> = new Map(
  [
    associateAccessPolicy,
    attachRolePolicy,
    authorizeIngress,
    createAccessEntry,
    createObject,
    createRole,
    createTags,
    deleteAccessEntry,
    deleteNodegroup,
    deleteObject,
    deleteRole,
    deleteTags,
    detachRolePolicy,
    disassociateAccessPolicy,
    patchObject,
    resumeProcesses,
    revokeIngress,
    scaleObject,
    suspendProcesses,
    tagGroup,
    untagGroup,
    updateAddon,
    updateClusterConfig,
    updateNodegroupConfig,
    updateTrust,
  ].map(effect => [effect.api, effect]),
);

/** Every mutating call that a run can make, by api. */
export const effectKinds: ReadonlyMap<string, EffectKind> = new Map<
  string,
  EffectKind
>([
  ...changeEffects,
  [cordon.api, cordon],
  [uncordon.api, uncordon],
  [evict.api, evict],
]);
