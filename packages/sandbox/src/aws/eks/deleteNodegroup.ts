// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type * as eks from '@aws-sdk/client-eks';
import { reconcileGroup } from '../../world/scaling';
import { recordCall, type Call } from '../call';
import { findCluster, findNodegroup, inUse } from './find';
import { DELETE_SECONDS, place } from './nodegroupRules';
import { refuseWhileUpdating } from './updates';

export function deleteNodegroup(
  call: Call,
  input: eks.DeleteNodegroupCommandInput,
) {
  const cluster = findCluster(call, input.clusterName);
  const state = findNodegroup(cluster, input.nodegroupName);
  const { nodegroup } = state;
  if (nodegroup.status === 'DELETING') {
    throw inUse(`Nodegroup ${nodegroup.nodegroupName} is being deleted`, {
      clusterName: cluster.cluster.name,
      nodegroupName: nodegroup.nodegroupName,
    });
  }
  refuseWhileUpdating(cluster, { nodegroup: nodegroup.nodegroupName });
  const group = call.region.autoScalingGroups[state.autoScalingGroup];
  recordCall(call, {
    clusterArn: cluster.arn,
    object: `eks:nodegroup/${cluster.cluster.name}/${nodegroup.nodegroupName}`,
    field: 'status',
    before: nodegroup.status,
    after: 'DELETING',
  });
  nodegroup.status = 'DELETING';
  nodegroup.modifiedAt = call.world.now();
  group.politeSeconds = DELETE_SECONDS;
  group.group.MinSize = 0;
  group.group.MaxSize = 0;
  group.group.DesiredCapacity = 0;
  reconcileGroup(call.world, place(cluster), state.autoScalingGroup);
  call.world.schedule({
    kind: 'nodegroup-emptied',
    cluster: cluster.cluster.name ?? '',
    nodegroup: nodegroup.nodegroupName ?? '',
    due: call.world.after(10),
    deadline: call.world.after(DELETE_SECONDS),
    ...place(cluster),
  });
  return { nodegroup };
}
