// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import calls from './calls.json';
import {
  cellName,
  playCells,
  scripts,
  type Calls,
  type Playing,
  type PlacedCell,
} from './matrix';

/** The suite of some cells: each a test by its own name, beside the runs without a fault that they go out from. */
// Three suites share one body, so it stands in a module of its own.
// eslint-disable-next-line jest/no-export
export function describeCells(
  what: string,
  choose: (calls: Calls) => PlacedCell[],
): void {
  // `FAULTS_ONLY=evict` plays what has this in its name.
  const only = new RegExp(process.env.FAULTS_ONLY ?? '');
  const cells = choose(calls).filter(cell => only.test(cellName(cell)));

  describe(`A run: ${what}`, () => {
    let playing: Playing;

    beforeAll(async () => {
      playing = await playCells(cells);
    });

    afterAll(() => playing.end());

    // A call that the product learns is added to calls.json on purpose, and has its cells from then on.
    it.each(scripts)('%s: makes the calls that have cells', async script => {
      const made = await playing.calls;
      expect([...made[script]].sort()).toEqual([...calls[script]].sort());
    });

    it('goes through without a fault', async () => {
      expect(await playing.faultless).toEqual([]);
    });

    it.each(cells.map(cell => [cellName(cell)]))(
      'ends well: %s',
      async name => {
        expect(await playing.of(name)).toEqual([]);
      },
    );
  });
}
