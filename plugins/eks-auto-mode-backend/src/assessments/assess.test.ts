// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { nodesBeforeAndAfter } from '../costs/basis';
import { placeSources } from '../placement/placeSources';
import {
  healthyInventory,
  healthyParts,
  NOW,
  withUnread,
} from '../readiness/testing/inventory';
import { assess } from './assess';

const parts = healthyParts();

async function costOf(inventory: Inventory) {
  const { cost } = await assess({
    cluster: {
      id: 'a',
      arn: parts.cluster.arn,
      name: 'shop',
      accountId: '111122223333',
      region: 'us-east-1',
      options: {},
    },
    inventory,
    checks: [],
    exceptions: [],
    catalog: { components: [], teams: new Set() },
    teamLabels: [],
    sources: [],
    bounds: [],
    nodes: nodesBeforeAndAfter(
      placeSources(parts, { nodeRoleName: 'role' }),
      parts.instances,
    ),
    now: NOW,
  });
  return cost;
}

describe('what the cost of a cluster is worked out from', () => {
  it('is its nodes, the prices of their types, and whose they are', async () => {
    const prices = ['c7i.large', 'm6i.large'].map(type => ({
      type,
      onDemand: 0.1,
    }));
    const cost = await costOf(healthyInventory({ prices }));
    expect(cost).toMatchObject({
      support: 'standard',
      moving: [{ type: 'm6i.large', count: 3 }],
      prices: [{ type: 'm6i.large' }],
    });
    expect(cost).not.toHaveProperty('nodes');
    const listed = cost?.ownerParts.map(one => one.listed) ?? [];
    expect(listed.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0.3);
  });

  it('does not take the support of a version for the standard one where EKS’ list was not read', async () => {
    const unread = withUnread(healthyInventory(), ['clusterVersions']);
    expect((await costOf(unread))?.support).toBe('unknown');
  });

  it('is without owners where the pods were not read', async () => {
    const unread = withUnread(healthyInventory(), ['pods']);
    expect((await costOf(unread))?.ownerParts).toEqual([]);
  });
});
