// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ClusterState } from '../../world/state';
import type { Transition } from '../../world/transition';
import type { World } from '../../world/world';
import { endUpdate } from './updates';

type Of<K extends Transition['kind']> = Extract<Transition, { kind: K }>;

export function finishNodegroupUpdate(
  world: World,
  cluster: ClusterState,
  t: Of<'nodegroup-update'>,
): void {
  endUpdate(world, cluster, t.update);
  const nodegroup = cluster.nodegroups[t.nodegroup]?.nodegroup;
  if (nodegroup?.status === 'UPDATING') {
    nodegroup.status = 'ACTIVE';
    nodegroup.modifiedAt = world.now();
  }
}

/** DescribeNodegroup catches up with the Auto Scaling group. */
export function showScaling(
  world: World,
  cluster: ClusterState,
  name: string,
): void {
  const state = cluster.nodegroups[name];
  const group = world.region(cluster.accountId, cluster.region)
    .autoScalingGroups[state?.autoScalingGroup ?? '']?.group;
  if (!state || !group || state.nodegroup.status === 'DELETING') return;
  state.nodegroup.scalingConfig = {
    minSize: group.MinSize,
    maxSize: group.MaxSize,
    desiredSize: group.DesiredCapacity,
  };
}

export function activateNodegroup(
  world: World,
  cluster: ClusterState,
  t: Of<'nodegroup-active'>,
): void {
  const state = cluster.nodegroups[t.nodegroup];
  if (!state || state.nodegroup.status !== 'CREATING') return;
  const group = world.region(t.account, t.region).autoScalingGroups[
    state.autoScalingGroup
  ]?.group;
  const waiting =
    (group?.Instances ?? []).filter(i => i.LifecycleState === 'InService')
      .length < (group?.DesiredCapacity ?? 0);
  if (waiting) {
    world.schedule({ ...t, due: world.after(15) });
    return;
  }
  state.nodegroup.status = 'ACTIVE';
  world.changed();
}

/** Once no instance is left the group goes, with what EKS made for it. */
export function checkNodegroupEmptied(
  world: World,
  cluster: ClusterState,
  t: Of<'nodegroup-emptied'>,
): void {
  const state = cluster.nodegroups[t.nodegroup];
  if (!state) return;
  const region = world.region(t.account, t.region);
  const left =
    region.autoScalingGroups[state.autoScalingGroup]?.group.Instances?.length ??
    0;
  if (left > 0) {
    world.schedule({ ...t, due: world.after(5) });
    return;
  }
  delete region.autoScalingGroups[state.autoScalingGroup];
  if (state.generatedTemplateId)
    delete region.launchTemplates[state.generatedTemplateId];
  delete cluster.nodegroups[t.nodegroup];
  const by = { by: 'sandbox:eks', via: 'sandbox:delete-nodegroup' };
  world.record({
    clusterArn: cluster.arn,
    object: `eks:nodegroup/${t.cluster}/${t.nodegroup}`,
    field: 'exists',
    before: true,
    after: false,
    ...by,
  });
  const role = state.nodegroup.nodeRole ?? '';
  const shared = Object.values(cluster.nodegroups).some(
    n => n.nodegroup.nodeRole === role,
  );
  const entry = cluster.accessEntries[role];
  // The role's entry goes with the last group that uses it; self-managed nodes with that role lose access (EKS User Guide, delete-managed-node-group).
  if (!shared && entry?.now?.entry.type === 'EC2_LINUX') {
    world.lag(entry, undefined);
    world.record({
      clusterArn: cluster.arn,
      object: `eks:access-entry/${role}`,
      field: 'exists',
      before: { type: 'EC2_LINUX' },
      after: false,
      ...by,
    });
  }
}
