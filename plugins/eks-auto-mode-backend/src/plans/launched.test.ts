// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  InventoryParts,
  NodeClass,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { LaunchedNode } from '../nodes/addresses';
import { whole } from '../placement/whole';
import { healthyInventory, healthyParts } from '../readiness/testing/inventory';
import { aDaemonSet, aDeployment } from '../readiness/testing/objects';
import { lookingOut } from './outlook';

type Change = (parts: InventoryParts) => Partial<InventoryParts>;

function launched(change: Change = () => ({})): LaunchedNode[] {
  const { launched: found } = whole(
    lookingOut(healthyInventory(change(healthyParts()))),
  );
  if (!found) throw new Error('No plan could be made');
  return found;
}

const podsOn = (nodes: readonly LaunchedNode[]) =>
  nodes.reduce((sum, { pods }) => sum + pods, 0);

const privateOnes = [
  'subnet-private-a',
  'subnet-private-b',
  'subnet-private-c',
];

/** Subnets of the same zones beside those of the cluster, in which the group is. */
const inSubnetsOfItsOwn: Change = ({ subnets, nodegroups }) => {
  const own = subnets
    .filter(one => !one.public)
    .map(one => ({ ...one, id: one.id.replace('private', 'pods') }));
  return {
    subnets: [...subnets, ...own],
    nodegroups: nodegroups.map(group => ({
      ...group,
      subnetIds: own.map(one => one.id),
    })),
  };
};

const daemons =
  (...[name, options]: Parameters<typeof aDaemonSet>): Change =>
  ({ daemonSets, pods }) => {
    const one = aDaemonSet(name, options);
    return {
      daemonSets: [...daemonSets, one.daemonSet],
      pods: [...pods, ...one.pods],
    };
  };

describe('the nodes that a move launches', () => {
  it('stand in subnets of the cluster where the source is in them', () => {
    const found = launched();
    expect(found.length).toBeGreaterThan(0);
    expect(found.map(one => one.subnetIds)).toEqual(
      found.map(() => privateOnes),
    );
  });

  it('stand in the source’s own subnets where the cluster has others', () => {
    const found = launched(inSubnetsOfItsOwn);
    expect(found.length).toBeGreaterThan(0);
    expect(found.map(one => one.subnetIds)).toEqual(
      found.map(() => ['subnet-pods-a', 'subnet-pods-b', 'subnet-pods-c']),
    );
  });

  it('stand in the subnets of the class `default` where it is there and chooses others', () => {
    const standard: NodeClass = {
      apiVersion: 'eks.amazonaws.com/v1',
      kind: 'NodeClass',
      metadata: { name: 'default' },
      spec: { subnetSelectorTerms: [{ id: 'subnet-public-a' }] },
    };
    expect(
      launched(() => ({ nodeClasses: [standard] })).map(one => one.subnetIds),
    ).toContainEqual(['subnet-public-a']);
  });

  it('hold the pods that move, without those on the network of their node', () => {
    const before = podsOn(launched());
    // Of the two Deployments of the team and CoreDNS.
    expect(before).toBe(
      healthyParts().pods.filter(pod => pod.spec.hostNetwork !== true).length,
    );
    const added =
      (hostNetwork: boolean): Change =>
      ({ deployments, replicaSets, pods }) => {
        const one = aDeployment('edge', { replicas: 2, spec: { hostNetwork } });
        return {
          deployments: [...deployments, one.deployment],
          replicaSets: [...replicaSets, one.replicaSet],
          pods: [...pods, ...one.pods],
        };
      };
    expect(podsOn(launched(added(true)))).toBe(before);
    expect(podsOn(launched(added(false)))).toBe(before + 2);
  });

  it('hold a pod of each DaemonSet that will run on them, but for those on the network of their node', () => {
    const before = launched();
    const logs = launched(daemons('logs'));
    expect(logs.map(one => one.pods)).toEqual(before.map(one => one.pods + 1));
    expect(launched(daemons('probe', { spec: { hostNetwork: true } }))).toEqual(
      before,
    );
    expect(
      launched(
        daemons('elsewhere', { spec: { nodeSelector: { disk: 'fast' } } }),
      ),
    ).toEqual(before);
  });
});
