// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Update, UpdateParam, UpdateType } from '@aws-sdk/client-eks';
import type { ClusterState } from '../../world/state';
import type { World } from '../../world/world';
import type { Call } from '../call';
import { inUse, invalidRequest } from './find';

/** One update at a time on a cluster, on a node group, on an add-on (EKS API reference, ResourceInUseException). */
export function refuseWhileUpdating(
  cluster: ClusterState,
  what: { nodegroup?: string; addon?: string } = {},
): void {
  const running = cluster.updates.find(
    u =>
      u.update.status === 'InProgress' &&
      u.nodegroup === what.nodegroup &&
      u.addon === what.addon,
  );
  if (running) {
    const addon = what.addon ? `Addon ${what.addon}` : 'Cluster';
    const noun = what.nodegroup ? `Nodegroup ${what.nodegroup}` : addon;
    throw inUse(
      `${noun} cannot be updated as it currently has update ${running.update.id} in progress`,
      {
        clusterName: cluster.cluster.name,
        nodegroupName: what.nodegroup,
        addonName: what.addon,
      },
    );
  }
}

export function needActive(cluster: ClusterState): void {
  if (cluster.cluster.status === 'UPDATING') {
    throw inUse(
      'Cluster cannot be updated as it currently has an update in progress',
      { clusterName: cluster.cluster.name },
    );
  }
  if (cluster.cluster.status !== 'ACTIVE') {
    throw invalidRequest(
      `Cluster is not in ACTIVE status: ${cluster.cluster.status}`,
      { clusterName: cluster.cluster.name },
    );
  }
}

/** The update that an earlier call with this token began. */
export function earlier(
  cluster: ClusterState,
  token: string | undefined,
): Update | undefined {
  const id = token && cluster.requestTokens[token];
  return id ? cluster.updates.find(u => u.update.id === id)?.update : undefined;
}

export function beginUpdate(
  call: Call,
  cluster: ClusterState,
  type: UpdateType,
  params: UpdateParam[],
  token: string | undefined,
  what: { nodegroup?: string; addon?: string } = {},
): Update {
  const update: Update = {
    id: call.world.uuid(),
    status: 'InProgress',
    type,
    params,
    createdAt: call.world.now(),
    errors: [],
  };
  cluster.updates.unshift({ update, ...what });
  if (token) cluster.requestTokens[token] = update.id ?? '';
  call.world.changed();
  return update;
}

export function endUpdate(
  world: World,
  cluster: ClusterState,
  id: string,
  errors: Update['errors'] = [],
): Update | undefined {
  const found = cluster.updates.find(u => u.update.id === id)?.update;
  if (!found || found.status !== 'InProgress') return undefined;
  found.status = errors.length > 0 ? 'Failed' : 'Successful';
  found.errors = errors;
  world.changed();
  return found;
}
