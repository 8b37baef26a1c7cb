// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { feasibleNodes, fitsNode } from '../fits';
import { podFitsPools } from '../podFitsPools';
import type { Pool } from '../pools';
import { PlacementWorld } from '../world';
import {
  CASE_ZONES,
  placementCases,
  type PlacementCase,
  type PlacementExpectation,
} from '.';

function poolsOf(given: PlacementCase): Pool[] {
  return given.pools.map(nodePool => ({
    name: nodePool.metadata.name,
    origin: 'existing',
    nodePool,
    zones: CASE_ZONES,
    diskGiB: 80,
    preferredTypes: [],
  }));
}

/** What this room says, in the shape of an expectation; all codes where the expected is not among them. */
function outcome(given: PlacementCase): PlacementExpectation {
  const world = new PlacementWorld(given);
  const nodes = feasibleNodes(given.pod, world).map(state => state.name);
  if (nodes.length) {
    return { nodes: nodes.sort() };
  }
  const pools = podFitsPools(
    given.pod,
    poolsOf(given),
    { daemonSets: [] },
    world,
  );
  if (pools.fits) {
    return { launches: pools.pool.name };
  }
  const codes: string[] = pools.reasons.map(reason => reason.code);
  for (const state of world.nodes()) {
    const fit = fitsNode(given.pod, state.node, world);
    codes.push(...(fit.fits ? [] : fit.reasons.map(reason => reason.code)));
  }
  const expected = 'because' in given.expect ? given.expect.because : '';
  return {
    pending: true,
    because: codes.includes(expected) ? expected : codes.join(', '),
  };
}

describe('placement cases', () => {
  it('are many, each under its own name, of complete objects', () => {
    expect(placementCases.length).toBeGreaterThanOrEqual(60);
    expect(new Set(placementCases.map(one => one.name)).size).toBe(
      placementCases.length,
    );
    const incomplete = (pod: Pod) =>
      pod.spec.containers.some(container => !container.image);
    expect(
      placementCases.filter(
        one => incomplete(one.pod) || one.pods.some(incomplete),
      ),
    ).toEqual([]);
    expect(
      placementCases.filter(
        one =>
          one.pod.spec.nodeName ||
          one.pods.some(
            pod =>
              !one.nodes.some(node => node.metadata.name === pod.spec.nodeName),
          ),
      ),
    ).toEqual([]);
  });

  it.each(placementCases.map(one => [one.name, one] as const))(
    '%s',
    (_name, given) => {
      expect(outcome(given)).toEqual(given.expect);
    },
  );
});
