// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Node,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { whole } from '../placement/whole';
import type { Standing } from './basis';
import { kindOf } from './nodeKinds';
import { ownerParts } from './ownerParts';

const node = (
  name: string,
  type = 'm6i.large',
  capacity = 'ON_DEMAND',
): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    uid: name,
    labels: {
      'node.kubernetes.io/instance-type': type,
      'eks.amazonaws.com/capacityType': capacity,
    },
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
const parts = (
  nodes: Node[],
  pods: Pod[],
  standings: Record<string, Standing | undefined> = {
    a: 'moving',
    b: 'moving',
  },
) =>
  whole(
    ownerParts(nodes, pods, {
      countedAs: one => {
        const standing = standings[one.metadata.name];
        return standing && { standing, kind: kindOf(one, undefined) };
      },
      priceOf: ({ type }) => (type === 'm6i.large' ? 1 : 3),
      ownerOf: one =>
        one.metadata.namespace === 'nobody'
          ? undefined
          : one.metadata.namespace,
    }),
  );
const shares = (...args: Parameters<typeof parts>) =>
  Object.fromEntries(
    parts(...args).map(({ owner, listed }) => [owner ?? '-', listed]),
  );

describe('the owners’ parts of the nodes', () => {
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
    ).toEqual({ pay: 1, shop: 3 });
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

  it('tell spot from on-demand and what moves from what stays, and leave out nodes that no figure holds', () => {
    expect(
      parts(
        [node('a'), node('b', 'm6i.large', 'SPOT'), node('c'), node('d')],
        ['a', 'b', 'c', 'd'].map(name => pod('pay', name, { cpu: '2' })),
        { a: 'moving', b: 'moving', c: 'kept' },
      ),
    ).toEqual([
      { owner: 'pay', standing: 'moving', capacity: 'on-demand', listed: 1 },
      { owner: 'pay', standing: 'moving', capacity: 'spot', listed: 1 },
      { owner: 'pay', standing: 'kept', capacity: 'on-demand', listed: 1 },
    ]);
  });
});
