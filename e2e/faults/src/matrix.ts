// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { faultKinds } from './faultKinds';
import { play, type Cell, type Outcome, type Script } from './play';
import { Router } from './router';
import { forgetStages } from './world';

export type Calls = Record<Script, string[]>;

/** The way forward is the same in both scripts, so its calls have their cells in the first. */
const owned: Record<Script, string> = { forth: 'forward ', back: 'undo ' };

export const scripts: readonly Script[] = ['forth', 'back'];

export interface PlacedCell extends Cell {
  script: Script;
}

/** Every call against every fault. */
export function allCells(calls: Calls): PlacedCell[] {
  return scripts.flatMap(script =>
    calls[script]
      .filter(call => call.startsWith(owned[script]))
      .flatMap(call => faultKinds.map(fault => ({ script, call, fault }))),
  );
}

/** One cell for each call; the faults take turns. */
export function someCells(calls: Calls): PlacedCell[] {
  return scripts.flatMap(script =>
    calls[script]
      .filter(call => call.startsWith(owned[script]))
      .map((call, index) => ({
        script,
        call,
        fault: faultKinds[index % faultKinds.length],
      })),
  );
}

export const cellName = ({ call, fault }: Cell) => `${call}: ${fault}`;

/** What a person reads of a cell that went as it should is nothing. */
export function complaints(cell: PlacedCell, outcome: Outcome): string[] {
  const end = cell.script === 'forth' ? 'done' : 'undone';
  return [
    ...(outcome.met ? [] : ['the call was never made']),
    ...(outcome.run.state === end
      ? []
      : [
          `the run ended ${outcome.run.state}: ${outcome.run.blockedBy
            .map(each => `${each.what}. ${each.now}`)
            .join('; ')}`,
        ]),
    ...outcome.violations.map(each => `${each.invariant}: ${each.says}`),
  ];
}

/** Cells that are being played, several at once. */
export interface Playing {
  /** The calls of the runs in which nothing went wrong. */
  calls: Promise<Calls>;
  /** What is to be said of these runs; nothing if all is well. */
  faultless: Promise<string[]>;
  /** What is to be said of a cell, by {@link cellName}. */
  of(name: string): Promise<string[]>;
  end(): Promise<void>;
}

/** How many worlds stand at once: they mostly wait for one another's timeouts. */
const AT_ONCE = 4;

const inWords = ({ run, blocked, violations }: Outcome): string[] => [
  ...(run.state === 'done' || run.state === 'undone'
    ? []
    : [`ended ${run.state}`]),
  ...blocked,
  ...violations.map(each => `${each.invariant}: ${each.says}`),
];

/** What is said of a cell, once it has been played. */
class Said {
  say: (words: string[]) => void = () => {};
  readonly promise = new Promise<string[]>(resolve => {
    this.say = resolve;
  });
}

/** Plays both scripts without a fault, then every cell from where its call's step began. */
export async function playCells(cells: PlacedCell[]): Promise<Playing> {
  const { env } = process;
  const router = await Router.start();
  process.env = {
    ...env,
    AWS_ENDPOINT_URL: router.url,
    AWS_REGION: 'us-east-1',
  };
  const recorded = Promise.all(
    scripts.map(script => play(router, script, { keepStages: true })),
  );
  const told = new Map(cells.map(cell => [cellName(cell), new Said()]));
  let next = 0;
  let over = false;
  const playOne = async (cell: PlacedCell): Promise<string[]> => {
    try {
      const [forth, back] = await recorded;
      const { stages } = cell.script === 'forth' ? forth : back;
      const from = stages.get(cell.call);
      return complaints(
        cell,
        await play(router, cell.script, { cell, ...(from ? { from } : {}) }),
      );
    } catch (error) {
      return [String(error)];
    }
  };
  const worker = async () => {
    while (next < cells.length && !over) {
      const cell = cells[next];
      next += 1;
      const words = await playOne(cell);
      // Long suites show how far they are.
      process.stderr.write(
        `${next} of ${cells.length}: ${cellName(cell)}: ${
          words.join('; ') || 'well'
        }\n`,
      );
      told.get(cellName(cell))?.say(words);
    }
  };
  const working = Promise.all(Array.from({ length: AT_ONCE }, worker));
  return {
    calls: recorded.then(([forth, back]) => ({
      forth: forth.calls,
      back: back.calls,
    })),
    faultless: recorded.then(outcomes => outcomes.flatMap(inWords)),
    of: async name => {
      const cell = told.get(name);
      if (!cell) throw new Error(`No cell is called ${name}`);
      return cell.promise;
    },
    async end() {
      over = true;
      await working;
      await router.close();
      forgetStages();
      process.env = env;
    },
  };
}
