// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { chaos } from './chaos';

const MINUTE = 60_000;
jest.setTimeout(40 * MINUTE);

it('twenty runs end as they should while backends are killed and two stand still', async () => {
  const { figures, wrong } = await chaos({
    runs: 20,
    atOnce: 10,
    undoEvery: 5,
    pauseMs: [4_000, 12_000],
    sparesBackups: false,
    mostKills: 24,
    withinMs: 35 * MINUTE,
  });
  process.stderr.write(`${JSON.stringify(figures)}\n`);
  expect(wrong).toEqual([]);
  expect(figures.runs).toBe(20);
  expect(figures.kills).toBeGreaterThanOrEqual(20);
  expect(figures.takeovers).toBeGreaterThan(0);
  expect(figures.freezes).toHaveLength(2);
  expect(figures.strikes).toHaveLength(3);
});
