// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { chaos } from './chaos';

const MINUTE = 60_000;
jest.setTimeout(10 * MINUTE);

it('three runs end as they should while backends are killed and one stands still', async () => {
  const { figures, wrong } = await chaos({
    runs: 3,
    atOnce: 3,
    undoEvery: 3,
    pauseMs: [2_000, 8_000],
    sparesBackups: true,
    mostKills: 4,
    withinMs: 8 * MINUTE,
  });
  process.stderr.write(`${JSON.stringify(figures)}\n`);
  expect(wrong).toEqual([]);
  expect(figures.kills).toBeGreaterThanOrEqual(3);
  expect(figures.freezes).toHaveLength(2);
  expect(figures.strikes).toHaveLength(1);
});
