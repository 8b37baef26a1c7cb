// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ApiError } from '../../wire/apiError';
import { read } from '../../world/lagging';
import type {
  AccessState,
  ClusterState,
  NodegroupState,
} from '../../world/state';
import { need, page, type Call } from '../call';

export const notFound = (text: string, members: Record<string, unknown> = {}) =>
  new ApiError('ResourceNotFoundException', 404, text, members);
export const invalidParameter = (
  text: string,
  members: Record<string, unknown> = {},
) => new ApiError('InvalidParameterException', 400, text, members);
export const invalidRequest = (
  text: string,
  members: Record<string, unknown> = {},
) => new ApiError('InvalidRequestException', 400, text, members);
export const inUse = (text: string, members: Record<string, unknown> = {}) =>
  new ApiError('ResourceInUseException', 409, text, members);

export function findCluster(
  call: Call,
  name: string | undefined,
): ClusterState {
  const cluster = call.region.clusters[need(name, 'name')];
  if (!cluster)
    throw notFound(`No cluster found for name: ${name}.`, {
      clusterName: name,
    });
  return cluster;
}

export function findNodegroup(
  cluster: ClusterState,
  name: string | undefined,
): NodegroupState {
  const nodegroup = cluster.nodegroups[need(name, 'nodegroupName')];
  if (!nodegroup) {
    throw notFound(`No node group found for name: ${name}.`, {
      clusterName: cluster.cluster.name,
      nodegroupName: name,
    });
  }
  return nodegroup;
}

export function findAddon(cluster: ClusterState, name: string | undefined) {
  const addon = cluster.addons[need(name, 'addonName')];
  if (!addon) {
    throw notFound(
      `No addon: ${name} found in cluster: ${cluster.cluster.name}`,
      { clusterName: cluster.cluster.name, addonName: name },
    );
  }
  return addon;
}

export function readEntry(
  call: Call,
  cluster: ClusterState,
  principalArn: string | undefined,
): AccessState {
  const entry = read(
    cluster.accessEntries[need(principalArn, 'principalArn')],
    call.world.now(),
  );
  if (!entry) {
    throw notFound(
      `The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.`,
    );
  }
  return entry;
}

/** Access entries exist only in the modes with API (EKS User Guide, setting-up-access-entries). */
export function needEntries(cluster: ClusterState): void {
  if (cluster.cluster.accessConfig?.authenticationMode === 'CONFIG_MAP') {
    throw invalidRequest(
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
    );
  }
}

/** EKS pages hold at most a hundred. */
export function pageOf<T>(
  call: Call,
  all: T[],
  input: { maxResults?: number; nextToken?: string },
  scope = '',
): { items: T[]; nextToken?: string } {
  const size = input.maxResults ?? 100;
  if (size < 1 || size > 100) {
    throw invalidParameter('maxResults must be between 1 and 100');
  }
  const cut = page(
    all,
    input.nextToken,
    size,
    `${call.operation} ${scope}`,
    () => invalidParameter('The provided nextToken is not valid'),
  );
  return { items: cut.items, nextToken: cut.next };
}
