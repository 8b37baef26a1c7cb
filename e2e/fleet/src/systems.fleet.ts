// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { expected, readExpectation } from './expectation';
import { judge } from './judge';
import { startPortal, type Portal } from './portal';

const within = 420_000;
// The first waits for its cluster to be read, the others find theirs.
jest.setTimeout(within);

describe('the fleet', () => {
  let portal: Portal;
  beforeAll(async () => {
    portal = await startPortal(within);
  }, within + 10_000);
  afterAll(async () => {
    await portal?.close();
  }, 60_000);

  it.each(expected())('%s is assessed as was expected', async name => {
    const found = await portal.assessed(name);
    const expectation = readExpectation(found);
    if (!expectation) throw new Error(`Nobody wrote what to expect of ${name}`);
    const open = Object.entries(expectation.notYet);
    if (open.length > 0)
      process.stdout.write(
        `${name}: ${open.length} not yet\n${open
          .map(([line, why]) => `  ${line} (${why})\n`)
          .join('')}`,
      );
    expect(judge(expectation, found)).toEqual({
      missing: [],
      extra: [],
      cameTrue: [],
    });
  });

  it('has an expectation of every cluster, and an owner', async () => {
    const clusters = await portal.list();
    expect(clusters.map(one => one.name).sort()).toEqual(expected());
    expect(clusters.filter(one => !one.owner)).toEqual([]);
  });

  it('is priced by the price list, today’s nodes and those of the simulation, but for what no list has', async () => {
    // In which support a version is changes with the day.
    const costs = (await portal.costs()).map(one => ({
      ...one,
      notCounted: one.notCounted.filter(what => what !== 'extended support'),
    }));
    const others = costs.filter(
      one => one.basis !== 'price-list' || one.notCounted.length > 0,
    );
    expect(costs.length).toBeGreaterThan(25);
    expect(
      Object.fromEntries(
        others.map(({ clusterName, basis, worth, notCounted }) => [
          clusterName,
          [basis, worth, ...notCounted],
        ]),
      ),
    ).toEqual({
      fargate: ['price-list', 'not-yet', 'Fargate nodes'],
      hybrid: ['price-list', 'yes', 'hybrid nodes'],
    });
  });
});
