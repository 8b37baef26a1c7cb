// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Node } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { placeSources, type Placement } from '../placement/placeSources';
import { healthyParts } from '../readiness/testing/inventory';
import { nodesBeforeAndAfter, pricesOf } from './basis';

const parts = healthyParts();
const placement = placeSources(parts, { nodeRoleName: 'role' });
const [managed] = placement.sources;
const counts = (where: Placement) => nodesBeforeAndAfter(where, []);

/** The cluster's own source with another one beside it. */
function beside(
  type: Placement['sources'][number]['type'],
  labels: Record<string, string> = {},
): Placement {
  const node: Node = {
    ...managed.nodes[0],
    metadata: { name: 'other', uid: 'other', labels },
  };
  return {
    ...placement,
    sources: [
      ...placement.sources,
      { ...managed, id: 'x', type, nodes: [node] },
    ],
  };
}
const m5 = { 'node.kubernetes.io/instance-type': 'm5.large' };

describe('nodes before and after a move', () => {
  it('are counted by type: what moves and what the simulation launches for it', () => {
    const { nodes, ...before } = counts(placement);
    expect(before).toEqual({
      moving: [{ type: 'm6i.large', capacity: 'on-demand', count: 3 }],
      simulated: [{ type: 'm6i.large', capacity: 'on-demand', count: 1 }],
      kept: [],
      auto: [],
      uncounted: { fargate: 0, hybrid: 0, disputed: 0 },
    });
    expect([...nodes.values()].map(one => one.standing)).toEqual([
      'moving',
      'moving',
      'moving',
    ]);
  });

  it.each(['fargate', 'hybrid'] as const)(
    'name those of %s as not counted, and neither keep nor move them',
    type => {
      const before = counts(beside(type));
      expect(before.kept).toEqual([]);
      expect(before.uncounted).toEqual({
        fargate: 0,
        hybrid: 0,
        disputed: 0,
        [type]: 1,
      });
      expect(before.nodes.has('other')).toBe(false);
    },
  );

  it('name those whose source is disputed as not counted', () => {
    const disputes = [{ node: 'a', source: 'managed:b', why: 'labels' }];
    expect(counts({ ...placement, disputes }).uncounted).toEqual({
      fargate: 0,
      hybrid: 0,
      disputed: 1,
    });
  });

  it('tell Windows, spot and Auto Mode’s own apart', () => {
    const kept = counts(
      beside('standalone', { ...m5, 'kubernetes.io/os': 'windows' }),
    );
    expect(kept.kept).toEqual([
      { type: 'm5.large', capacity: 'on-demand', os: 'windows', count: 1 },
    ]);
    expect(kept.nodes.get('other')?.standing).toBe('kept');
    const auto = counts(
      beside('auto', { ...m5, 'karpenter.sh/capacity-type': 'spot' }),
    );
    expect(auto.auto).toEqual([
      { type: 'm5.large', capacity: 'spot', count: 1 },
    ]);
    expect(auto.nodes.get('other')?.standing).toBe('auto');
  });

  it('take Spot from the instance where no label says it', () => {
    const where = beside('standalone', m5);
    const instance = parts.instances[0];
    const [id] = managed.nodes[0].spec.providerID?.split('/').slice(-1) ?? [];
    expect(
      nodesBeforeAndAfter(where, [{ ...instance, id, lifecycle: 'spot' }]).kept,
    ).toEqual([{ type: 'm5.large', capacity: 'spot', count: 1 }]);
  });

  it('keep of a region’s prices those of their types', () => {
    const prices = ['c7i.large', 'm5.large', 'm6i.large'].map(type => ({
      type,
      onDemand: 1,
    }));
    expect(
      pricesOf(counts(beside('standalone', m5)), prices).map(
        ({ type }) => type,
      ),
    ).toEqual(['m5.large', 'm6i.large']);
  });
});
