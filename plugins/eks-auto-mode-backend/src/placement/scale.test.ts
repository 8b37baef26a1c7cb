// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { requests } from './cases/case';
import { placeSources } from './placeSources';
import { apart } from './testing/apart';
import { aGroup, aReplica, someParts } from './testing/parts';

describe('placing a large cluster', () => {
  it('finds a place for 6,000 pods of 200 nodes, a third of them spread or kept apart', () => {
    const rules = (app: string): Partial<Pod['spec']>[] => [
      {},
      {
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'topology.kubernetes.io/zone',
            whenUnsatisfiable: 'DoNotSchedule',
            labelSelector: { matchLabels: { app } },
          },
        ],
      },
      apart({ app }),
    ];
    const pods = Array.from({ length: 6000 }, (_, index) => {
      const app = `app${index % 300}`;
      return aReplica(`${app}-${index}`, `blue-${index % 200}`, {
        ...requests({ cpu: `${50 + (index % 5) * 20}m`, memory: '200Mi' }),
        ...(index % 300 < 100 ? rules(app)[1 + (index % 2)] : {}),
      });
    });
    const placement = placeSources(someParts([aGroup('blue', 200)], pods), {
      nodeRoleName: 'AutoRole',
    });
    expect(placement.misfits).toEqual([]);
    expect(placement.gone.placements.size).toBe(6000);
    expect(placement.cordoned.placements.size).toBe(6000);
    expect(placement.gone.nodes.length).toBeLessThanOrEqual(200);
  });
});
