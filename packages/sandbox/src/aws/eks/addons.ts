// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as eks from '@aws-sdk/client-eks';
import type { ClusterState } from '../../world/state';
import type { World } from '../../world/world';
import { need, recordCall, type Call, type Handlers } from '../call';
import { addonVersions } from './addonVersions';
import { findAddon, findCluster, inUse, invalidParameter } from './find';
import { needPassRole } from './passRole';
import {
  beginUpdate,
  earlier,
  endUpdate,
  refuseWhileUpdating,
} from './updates';

const SECONDS = 45;

function supported(
  cluster: ClusterState,
  addon: string,
  version: string,
): void {
  const minor = cluster.cluster.version ?? '';
  if (
    !addonVersions(addon).some(
      v => v.version === version && v.minors.includes(minor),
    )
  ) {
    throw invalidParameter(
      `Addon version specified is not supported: ${addon} ${version} on Kubernetes ${minor}`,
      { clusterName: cluster.cluster.name, addonName: addon },
    );
  }
}

function place(cluster: ClusterState, addon: string) {
  return {
    account: cluster.accountId,
    region: cluster.region,
    cluster: cluster.cluster.name ?? '',
    addon,
  };
}

function needIdle(cluster: ClusterState, addon: eks.Addon): void {
  refuseWhileUpdating(cluster, { addon: addon.addonName });
  if (['CREATING', 'UPDATING', 'DELETING'].includes(addon.status ?? '')) {
    throw inUse(
      `Addon ${addon.addonName} cannot be updated as it is currently in ${addon.status} state`,
      { clusterName: cluster.cluster.name, addonName: addon.addonName },
    );
  }
}

function defaultVersion(cluster: ClusterState, addon: string): string {
  const minor = cluster.cluster.version ?? '';
  const found = addonVersions(addon).find(v => v.defaultFor.includes(minor));
  if (!found)
    throw invalidParameter(`Addon ${addon} is not known`, { addonName: addon });
  return found.version;
}

export const addonHandlers: Handlers<typeof eks> = {
  UpdateAddon(call: Call, input) {
    const cluster = findCluster(call, input.clusterName);
    const addon = findAddon(cluster, input.addonName);
    const name = addon.addonName ?? '';
    const before = earlier(cluster, input.clientRequestToken);
    if (before) return { update: before };
    needIdle(cluster, addon);
    if (input.addonVersion) supported(cluster, name, input.addonVersion);
    if (input.serviceAccountRoleArn)
      needPassRole(call, input.serviceAccountRoleArn, 'eks.amazonaws.com');
    const params: eks.UpdateParam[] = [];
    const change = (
      field: string,
      type: eks.UpdateParamType,
      old: unknown,
      value: string,
    ) => {
      params.push({ type, value });
      if (old !== value)
        recordCall(call, {
          clusterArn: cluster.arn,
          object: `eks:addon/${cluster.cluster.name}/${name}`,
          field,
          before: old,
          after: value,
        });
    };
    if (input.addonVersion)
      change(
        'addonVersion',
        'AddonVersion',
        addon.addonVersion,
        input.addonVersion,
      );
    if (input.serviceAccountRoleArn) {
      change(
        'serviceAccountRoleArn',
        'ServiceAccountRoleArn',
        addon.serviceAccountRoleArn,
        input.serviceAccountRoleArn,
      );
      addon.serviceAccountRoleArn = input.serviceAccountRoleArn;
    }
    if (input.configurationValues !== undefined) {
      change(
        'configurationValues',
        'ConfigurationValues',
        addon.configurationValues,
        input.configurationValues,
      );
      addon.configurationValues = input.configurationValues;
    }
    if (input.resolveConflicts)
      params.push({ type: 'ResolveConflicts', value: input.resolveConflicts });
    const update = beginUpdate(
      call,
      cluster,
      'AddonUpdate',
      params,
      input.clientRequestToken,
      { addon: name },
    );
    addon.status = 'UPDATING';
    addon.modifiedAt = call.world.now();
    call.world.schedule({
      kind: 'addon-update',
      update: update.id ?? '',
      due: call.world.after(SECONDS),
      ...place(cluster, name),
    });
    return { update };
  },

  CreateAddon(call, input) {
    const cluster = findCluster(call, input.clusterName);
    const name = need(input.addonName, 'addonName');
    const existing = cluster.addons[name];
    if (existing) {
      if (
        input.clientRequestToken &&
        cluster.requestTokens[input.clientRequestToken] === `addon/${name}`
      )
        return { addon: existing };
      throw inUse('Addon already exists.', {
        clusterName: cluster.cluster.name,
        addonName: name,
      });
    }
    const version = input.addonVersion ?? defaultVersion(cluster, name);
    supported(cluster, name, version);
    if (input.serviceAccountRoleArn)
      needPassRole(call, input.serviceAccountRoleArn, 'eks.amazonaws.com');
    const addon: eks.Addon = {
      addonName: name,
      clusterName: cluster.cluster.name,
      status: 'CREATING',
      addonVersion: version,
      health: { issues: [] },
      addonArn: `arn:aws:eks:${cluster.region}:${cluster.accountId}:addon/${
        cluster.cluster.name
      }/${name}/${call.world.uuid()}`,
      createdAt: call.world.now(),
      modifiedAt: call.world.now(),
      serviceAccountRoleArn: input.serviceAccountRoleArn,
      configurationValues: input.configurationValues,
      tags: input.tags ?? {},
    };
    cluster.addons[name] = addon;
    if (input.clientRequestToken)
      cluster.requestTokens[input.clientRequestToken] = `addon/${name}`;
    recordCall(call, {
      clusterArn: cluster.arn,
      object: `eks:addon/${cluster.cluster.name}/${name}`,
      field: 'exists',
      before: false,
      after: true,
    });
    call.world.schedule({
      kind: 'addon-active',
      due: call.world.after(SECONDS),
      ...place(cluster, name),
    });
    return { addon };
  },

  DeleteAddon(call, input) {
    const cluster = findCluster(call, input.clusterName);
    const addon = findAddon(cluster, input.addonName);
    needIdle(cluster, addon);
    addon.status = 'DELETING';
    recordCall(call, {
      clusterArn: cluster.arn,
      object: `eks:addon/${cluster.cluster.name}/${addon.addonName}`,
      field: 'exists',
      before: true,
      after: false,
    });
    call.world.schedule({
      kind: 'addon-gone',
      due: call.world.after(SECONDS),
      ...place(cluster, addon.addonName ?? ''),
    });
    return { addon };
  },
};

export function finishAddonUpdate(
  world: World,
  cluster: ClusterState,
  name: string,
  id: string,
): void {
  const update = endUpdate(world, cluster, id);
  const addon = cluster.addons[name];
  if (!update || !addon) return;
  const version = update.params?.find(p => p.type === 'AddonVersion')?.value;
  addon.status = 'ACTIVE';
  addon.health = { issues: [] };
  if (version) {
    addon.addonVersion = version;
    world.apis.get(cluster.arn)?.addonVersionChanged(name, version);
  }
}

export function activateAddon(
  world: World,
  cluster: ClusterState,
  name: string,
): void {
  const addon = cluster.addons[name];
  if (addon?.status !== 'CREATING') return;
  addon.status = 'ACTIVE';
  world.apis
    .get(cluster.arn)
    ?.addonVersionChanged(name, addon.addonVersion ?? '');
}
