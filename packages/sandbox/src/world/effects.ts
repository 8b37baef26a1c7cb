// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { activateAddon, finishAddonUpdate } from '../aws/eks/addons';
import { clusterActive, finishClusterUpdate } from '../aws/eks/finishCluster';
import {
  activateNodegroup,
  checkNodegroupEmptied,
  finishNodegroupUpdate,
  showScaling,
} from '../aws/eks/finishNodegroup';
import type { Effects } from './clock';
import { instanceDrained, instanceRunning, reconcileGroup } from './scaling';
import type { ClusterState } from './state';
import { instanceStopped } from './termination';
import type { World } from './world';

function cluster(
  world: World,
  t: { account: string; region: string; cluster: string },
): ClusterState | undefined {
  return world.region(t.account, t.region).clusters[t.cluster];
}

/** What each thing that happens by itself does. */
export const effects: Effects = {
  'cluster-active'(world, t) {
    const found = cluster(world, t);
    if (found) clusterActive(world, found);
  },
  'cluster-update'(world, t) {
    const found = cluster(world, t);
    if (found) finishClusterUpdate(world, found, t.update);
  },
  'addon-update'(world, t) {
    const found = cluster(world, t);
    if (found) finishAddonUpdate(world, found, t.addon, t.update);
  },
  'addon-active'(world, t) {
    const found = cluster(world, t);
    if (found) activateAddon(world, found, t.addon);
  },
  'addon-gone'(world, t) {
    delete cluster(world, t)?.addons[t.addon];
  },
  'nodegroup-update'(world, t) {
    const found = cluster(world, t);
    if (found) finishNodegroupUpdate(world, found, t);
  },
  'nodegroup-active'(world, t) {
    const found = cluster(world, t);
    if (found) activateNodegroup(world, found, t);
  },
  'nodegroup-emptied'(world, t) {
    const found = cluster(world, t);
    if (found) checkNodegroupEmptied(world, found, t);
  },
  'fargate-active'(world, t) {
    const profile = cluster(world, t)?.fargateProfiles[t.profile];
    if (profile?.status === 'CREATING') profile.status = 'ACTIVE';
  },
  'fargate-gone'(world, t) {
    delete cluster(world, t)?.fargateProfiles[t.profile];
  },
  'scaling-shown'(world, t) {
    const found = cluster(world, t);
    if (found) showScaling(world, found, t.nodegroup);
  },
  'group-reconcile': (world, t) =>
    reconcileGroup(world, { account: t.account, region: t.region }, t.group),
  'instance-running': (world, t) =>
    instanceRunning(
      world,
      { account: t.account, region: t.region },
      t.instance,
    ),
  'instance-drained': (world, t) => instanceDrained(world, t),
  'instance-stopped': (world, t) =>
    instanceStopped(
      world,
      { account: t.account, region: t.region },
      t.instance,
    ),
  'instance-forgotten'(world, t) {
    delete world.region(t.account, t.region).instances[t.instance];
  },
};
