// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Load } from './load';
import { summarise } from './summary';

const load = (lcpMs: number, code: Record<string, number>): Load => ({
  lcpMs,
  code: new Map(Object.entries(code)),
});

const round = (lcp: {
  bare: number;
  overview: number;
  tab: number;
  fleet: number;
}) => ({
  bare: load(lcp.bare, { '/main.js': 400_000 }),
  overview: load(lcp.overview, { '/main.js': 400_000, '/card.js': 5_000 }),
  tab: load(lcp.tab, { '/main.js': 400_000, '/tab.js': 90_000 }),
  fleet: load(lcp.fleet, { '/main.js': 400_000, '/fleet.js': 160_000 }),
});

describe('what a page costs', () => {
  const { pages, ratios, added } = summarise([
    round({ bare: 900, overview: 1_000, tab: 1_200, fleet: 1_000 }),
    round({ bare: 900, overview: 2_000, tab: 2_600, fleet: 3_200 }),
    round({ bare: 900, overview: 1_000, tab: 1_400, fleet: 1_700 }),
  ]);

  it('is compared within a round, not between rounds', () => {
    expect(ratios).toEqual([
      { page: 'tab', against: 'overview', lcp: 1.3, target: 1.5, met: true },
      { page: 'fleet', against: 'overview', lcp: 1.6, target: 1.5, met: false },
    ]);
  });

  it('is the median over the rounds, and all code that it loads', () => {
    expect(pages.tab).toEqual({ lcpMs: 1_400, codeKb: 490 });
  });

  it('counts as added only what an overview without us does not load', () => {
    expect(added).toMatchObject([
      { page: 'tab', gzipKb: 90, met: true, files: { '/tab.js': 90 } },
      { page: 'fleet', gzipKb: 160, met: false },
    ]);
  });
});
