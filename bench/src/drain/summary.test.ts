// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Measured } from './measure';
import { summarise } from './summary';

const measured = (
  row: Measured['row'],
  round: number,
  wallSeconds: number,
  more: Partial<Measured> = {},
): Measured => ({
  capacity: 'waiting',
  row,
  round,
  wallSeconds,
  readySeconds: wallSeconds + 5,
  endedSeconds: wallSeconds + 1,
  evictions: { requested: 10, accepted: 10, refused: 0, refusedNotNews: 0 },
  podLists: 3,
  reactionMs: { median: 100, ninetieth: 200 },
  pdbViolations: 0,
  violations: [],
  podsLost: 0,
  ...more,
});

describe('the summary of a drain bench', () => {
  it('takes ratios within a round and then their median', () => {
    const { ratios } = summarise(
      [
        // A loaded second round slows both.
        measured('ours', 1, 50),
        measured('evictor', 1, 50),
        measured('ours', 2, 100),
        measured('evictor', 2, 100),
        measured('ours', 3, 60),
        measured('evictor', 3, 40),
      ],
      40,
    );
    expect(ratios).toEqual([
      {
        capacity: 'waiting',
        against: 'evictor',
        ratio: 1,
        target: 1.15,
        met: true,
      },
      { capacity: 'waiting', against: 'bound', ratio: 1.5 },
    ]);
  });

  it('says that a target was missed', () => {
    const { ratios } = summarise(
      [measured('ours', 1, 100), measured('kubectl', 1, 500)],
      40,
    );
    expect(ratios[0]).toMatchObject({ against: 'kubectl', met: false });
  });

  it('adds up over all rounds what must be nought, of ours alone', () => {
    const refused = {
      requested: 11,
      accepted: 10,
      refused: 1,
      refusedNotNews: 1,
    };
    const { nought } = summarise(
      [
        measured('ours', 1, 50),
        measured('ours', 2, 50, { evictions: refused, podsLost: 2 }),
        measured('kubectl', 1, 500, { evictions: refused }),
      ],
      40,
    );
    expect(nought).toEqual({
      refusedNotNews: 1,
      pdbViolations: 0,
      podsLost: 2,
    });
  });
});
