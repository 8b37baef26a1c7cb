// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Node,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { placeSources } from '../placement/placeSources';
import { healthyParts } from '../readiness/testing/inventory';
import { nodesBeforeAndAfter, ownerShares } from './basis';

const node = (name: string, type = 'm6i.large'): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    uid: name,
    labels: { 'node.kubernetes.io/instance-type': type },
  },
  spec: {},
  status: { allocatable: { cpu: '2', memory: '8Gi' } },
});
const pod = (
  team: string,
  nodeName: string,
  requests: Record<string, string>,
  phase: 'Running' | 'Succeeded' | 'Pending' = 'Running',
): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: team, namespace: team, uid: team },
  spec: { nodeName, containers: [{ name: 'a', resources: { requests } }] },
  status: { phase },
});
function shares(nodes: Node[], pods: Pod[]) {
  const work = ownerShares(
    nodes,
    pods,
    type => (type === 'm6i.large' ? 1 : 3),
    one =>
      one.metadata.namespace === 'nobody' ? undefined : one.metadata.namespace,
  );
  for (;;) {
    const step = work.next();
    if (step.done)
      return Object.fromEntries(
        step.value.map(one => [one.owner ?? '-', one.share]),
      );
  }
}

describe('nodes before and after a move', () => {
  it('are counted by type: what moves and what the simulation launches for it', () => {
    const placement = placeSources(healthyParts(), { nodeRoleName: 'role' });
    expect(nodesBeforeAndAfter(placement)).toEqual({
      moving: [{ type: 'm6i.large', capacity: 'on-demand', count: 3 }],
      simulated: [{ type: 'm6i.large', capacity: 'on-demand', count: 1 }],
      kept: [],
      auto: [],
    });
  });
});

describe('the owners’ shares of the cost', () => {
  it('go by the larger of processor and memory, and the rest is nobody’s', () => {
    expect(
      shares(
        [node('a')],
        [
          pod('pay', 'a', { cpu: '1', memory: '1Gi' }),
          pod('shop', 'a', { cpu: '100m', memory: '2Gi' }),
        ],
      ),
    ).toEqual({ pay: 0.5, shop: 0.25, '-': 0.25 });
  });

  it('weigh nodes by their price', () => {
    expect(
      shares(
        [node('a'), node('b', 'm6i.2xlarge')],
        [pod('pay', 'a', { cpu: '2' }), pod('shop', 'b', { cpu: '2' })],
      ),
    ).toEqual({ pay: 0.25, shop: 0.75 });
  });

  it('never add up to more than the node', () => {
    expect(
      shares(
        [node('a')],
        [pod('pay', 'a', { cpu: '2' }), pod('shop', 'a', { memory: '8Gi' })],
      ),
    ).toEqual({ pay: 0.5, shop: 0.5 });
  });

  it('leave out what has ended or was never placed', () => {
    expect(
      shares(
        [node('a')],
        [
          pod('pay', 'a', { cpu: '2' }, 'Succeeded'),
          pod('shop', '', { cpu: '2' }, 'Pending'),
          pod('nobody', 'a', { cpu: '1' }),
        ],
      ),
    ).toEqual({ '-': 1 });
  });
});
