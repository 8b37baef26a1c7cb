// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type * as eks from '@aws-sdk/client-eks';
import { reconcileGroup } from '../../world/scaling';
import type { ClusterState, NodegroupState } from '../../world/state';
import { recordCall, type Call } from '../call';
import { findCluster, findNodegroup, invalidParameter } from './find';
import {
  SCALE_IN_SECONDS,
  SHOWN_SECONDS,
  UPDATE_SECONDS,
  checkSize,
  needIdle,
  place,
} from './nodegroupRules';
import { taintFromEks } from './taints';
import { beginUpdate, earlier } from './updates';

function applySize(
  call: Call,
  cluster: ClusterState,
  state: NodegroupState,
  wanted: eks.NodegroupScalingConfig,
): void {
  const group = call.region.autoScalingGroups[state.autoScalingGroup];
  const name = state.nodegroup.nodegroupName;
  const before = {
    minSize: group.group.MinSize,
    maxSize: group.group.MaxSize,
    desiredSize: group.group.DesiredCapacity,
  };
  const size = { ...before, ...wanted };
  checkSize(size);
  group.group.MinSize = size.minSize;
  group.group.MaxSize = size.maxSize;
  group.group.DesiredCapacity = size.desiredSize;
  group.politeSeconds = SCALE_IN_SECONDS;
  recordCall(call, {
    clusterArn: cluster.arn,
    object: `eks:nodegroup/${cluster.cluster.name}/${name}`,
    field: 'scalingConfig',
    before,
    after: size,
  });
  reconcileGroup(call.world, place(cluster), state.autoScalingGroup);
}

export function updateNodegroup(
  call: Call,
  input: eks.UpdateNodegroupConfigCommandInput,
) {
  const cluster = findCluster(call, input.clusterName);
  const state = findNodegroup(cluster, input.nodegroupName);
  const before = earlier(cluster, input.clientRequestToken);
  if (before) return { update: before };
  needIdle(cluster, state);
  const group = call.region.autoScalingGroups[state.autoScalingGroup];
  if (
    !input.scalingConfig &&
    !input.labels &&
    !input.taints &&
    !input.updateConfig &&
    !input.nodeRepairConfig
  ) {
    throw invalidParameter('Nothing to update: no configuration was given');
  }
  const { nodegroup } = state;
  const name = nodegroup.nodegroupName ?? '';
  const object = `eks:nodegroup/${cluster.cluster.name}/${name}`;
  const params: eks.UpdateParam[] = [];
  if (input.scalingConfig) {
    checkSize({
      minSize: group.group.MinSize,
      maxSize: group.group.MaxSize,
      desiredSize: group.group.DesiredCapacity,
      ...input.scalingConfig,
    });
    params.push(
      {
        type: 'MinSize',
        value: String(input.scalingConfig.minSize ?? group.group.MinSize),
      },
      {
        type: 'MaxSize',
        value: String(input.scalingConfig.maxSize ?? group.group.MaxSize),
      },
      {
        type: 'DesiredSize',
        value: String(
          input.scalingConfig.desiredSize ?? group.group.DesiredCapacity,
        ),
      },
    );
  }
  if (input.labels) {
    const labels = { ...nodegroup.labels, ...input.labels.addOrUpdateLabels };
    for (const key of input.labels.removeLabels ?? []) delete labels[key];
    recordCall(call, {
      clusterArn: cluster.arn,
      object,
      field: 'labels',
      before: nodegroup.labels,
      after: labels,
    });
    nodegroup.labels = labels;
    group.nodeLabels = labels;
    params.push({
      type: 'LabelsToAdd',
      value: JSON.stringify(input.labels.addOrUpdateLabels ?? {}),
    });
  }
  if (input.taints) {
    const { addOrUpdateTaints: add = [], removeTaints: gone = [] } =
      input.taints;
    const same = (a: eks.Taint, b: eks.Taint) =>
      a.key === b.key && a.effect === b.effect;
    const kept = (nodegroup.taints ?? []).filter(
      t => ![...add, ...gone].some(x => same(x, t)),
    );
    const taints = [...kept, ...add];
    recordCall(call, {
      clusterArn: cluster.arn,
      object,
      field: 'taints',
      before: nodegroup.taints,
      after: taints,
    });
    nodegroup.taints = taints;
    group.nodeTaints = taints.map(taintFromEks);
    params.push({ type: 'TaintsToAdd', value: JSON.stringify(add) });
  }
  if (input.updateConfig) {
    recordCall(call, {
      clusterArn: cluster.arn,
      object,
      field: 'updateConfig',
      before: nodegroup.updateConfig,
      after: input.updateConfig,
    });
    nodegroup.updateConfig = input.updateConfig;
    params.push({
      type: 'MaxUnavailable',
      value: String(input.updateConfig.maxUnavailable ?? ''),
    });
  }
  if (input.scalingConfig) applySize(call, cluster, state, input.scalingConfig);
  const begun = beginUpdate(
    call,
    cluster,
    'ConfigUpdate',
    params,
    input.clientRequestToken,
    { nodegroup: name },
  );
  nodegroup.status = 'UPDATING';
  const where = {
    ...place(cluster),
    cluster: cluster.cluster.name ?? '',
    nodegroup: name,
  };
  call.world.schedule({
    kind: 'nodegroup-update',
    update: begun.id ?? '',
    due: call.world.after(UPDATE_SECONDS),
    ...where,
  });
  call.world.schedule({
    kind: 'scaling-shown',
    due: call.world.after(SHOWN_SECONDS),
    ...where,
  });
  return { update: begun };
}
