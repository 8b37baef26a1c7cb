// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  applyBuiltInPools,
  installAutoModeCrds,
} from '@internal/control-plane';
import type { Capacity } from '../options';
import { addWaitingNodes, type World } from '../world';

const requirement = (key: string, operator: string, ...values: string[]) => ({
  key,
  operator,
  values,
});

/**
 * Auto Mode as our run leaves it before it drains: the provisioner is up and has a pool that takes
 * the pods and disrupts nothing meanwhile.
 */
const pool = {
  apiVersion: 'karpenter.sh/v1',
  kind: 'NodePool',
  metadata: { name: 'general' },
  spec: {
    disruption: {
      budgets: [{ nodes: '0' }],
      consolidateAfter: '30s',
      consolidationPolicy: 'WhenEmptyOrUnderutilized',
    },
    template: {
      spec: {
        expireAfter: '336h',
        nodeClassRef: {
          group: 'eks.amazonaws.com',
          kind: 'NodeClass',
          name: 'default',
        },
        requirements: [
          requirement('karpenter.sh/capacity-type', 'In', 'on-demand'),
          requirement(
            'eks.amazonaws.com/instance-category',
            'In',
            'c',
            'm',
            'r',
          ),
          requirement('eks.amazonaws.com/instance-generation', 'Gt', '4'),
          requirement('kubernetes.io/arch', 'In', 'amd64'),
          requirement('kubernetes.io/os', 'In', 'linux'),
        ],
      },
    },
  },
};

export async function makeRoom(
  world: World,
  capacity: Capacity,
  signal: AbortSignal,
): Promise<void> {
  const { plane } = world;
  await installAutoModeCrds(plane.api, plane.data, signal);
  await applyBuiltInPools(
    plane.api,
    {
      nodePools: ['system'],
      nodeRoleName: 'node',
      subnetIds: [],
      securityGroupIds: [],
    },
    signal,
  );
  await plane.api.apply(
    `/apis/karpenter.sh/v1/nodepools/${pool.metadata.name}`,
    pool,
    signal,
  );
  await plane.startProvisioner(signal);
  if (capacity === 'waiting') await addWaitingNodes(world, signal);
}
