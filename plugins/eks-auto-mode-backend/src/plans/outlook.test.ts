// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Inventory } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { whole } from '../placement/whole';
import { ownGroup } from '../readiness/testing/groups';
import {
  healthyInventory,
  healthyParts,
  withMissing,
  withUnread,
} from '../readiness/testing/inventory';
import { lookingOut } from './outlook';

/** A managed group with a template, and a mixed group of somebody's own without an instance. */
function inventory(): Inventory {
  const parts = healthyParts();
  const added = ownGroup({}, { mixedInstances: true });
  return healthyInventory({
    ...(typeof added === 'function' ? added(parts) : added),
    nodegroups: parts.nodegroups.map(one => ({
      ...one,
      launchTemplate: { id: 'lt-1', version: '3' },
    })),
  });
}

const outlook = (of: Inventory) => whole(lookingOut(of));
const decisions = (of: Inventory) =>
  Object.fromEntries(
    outlook(of).sources.map(({ id, decision, nodes }) => [
      id,
      `${decision} ${nodes}`,
    ]),
  );

const expected = { 'managed:general': 'move 3', 'asg:workers': 'keep 0' };

describe('the outlook', () => {
  it('says what becomes of each source, and how many nodes there will be', () => {
    const found = outlook(inventory());
    expect(decisions(inventory())).toEqual(expected);
    expect(found.nodes).toBeDefined();
    expect(found.sources.map(one => one.inTheWay)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('shows sources though a launch template was deleted, its own group’s first', () => {
    const without = withMissing(inventory(), 'launchTemplates', 'lt-1:3');
    const found = outlook(without);
    expect(decisions(without)).toEqual(expected);
    expect(found).toMatchObject({ bounds: [] });
    expect(found.nodes).toBeUndefined();
    expect(
      Object.fromEntries(found.sources.map(one => [one.id, one.inTheWay])),
    ).toEqual({
      'managed:general': [
        expect.stringMatching(
          /^its own launch template could not be read: launchTemplates, lt-1:3/,
        ),
      ],
      'asg:workers': [
        expect.stringMatching(/^no plan can be made: launchTemplates, lt-1:3/),
      ],
    });
  });

  it('shows them though roles, budgets and owners of pods were not read, and names the first of it', () => {
    const without = withUnread(inventory(), [
      'autoNodeRole',
      'clusterRole',
      'podDisruptionBudgets',
      'replicaSets',
      'jobs',
    ]);
    expect(decisions(without)).toEqual(expected);
    expect(outlook(without).sources[0].inTheWay).toEqual([
      ...Array(3).fill(expect.stringMatching(/^no plan can be made: /)),
      'and 2 more that could not be read',
    ]);
  });

  it.each(['nodes', 'persistentVolumeClaims', 'autoScalingGroups'] as const)(
    'says nothing of sources where %s were not read',
    part => {
      expect(outlook(withUnread(inventory(), [part]))).toEqual({
        sources: [],
        bounds: [],
      });
    },
  );
});
