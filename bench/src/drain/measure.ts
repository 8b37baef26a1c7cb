// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import os from 'node:os';
import { untilQuiet, usualDelays, Witness } from '@internal/control-plane';
import type { BenchContext } from '../bench';
import { bound } from './bound';
import { Observer } from './observer';
import type { Capacity, DrainOptions, RowName } from './options';
import { countRequests, readLines, type Requests } from './requests';
import { rolloutLatency } from './rollout';
import { evictor } from './rows/evictor';
import { fiftyKubectl, oneKubectl } from './rows/kubectl';
import { ours } from './rows/ours';
import type { Row } from './rows/row';
import { summarise } from './summary';
import { withWorld, type World } from './world';
import { workloads } from './workloads';

const rows: Record<RowName, Row> = {
  ours,
  kubectl: oneKubectl,
  'fifty-kubectl': fiftyKubectl,
  evictor,
};

/** One row of one round. */
export interface Measured extends Requests {
  capacity: Capacity;
  row: RowName;
  round: number;
  /** From its first request until no pod is left on an old node, by a watch of the bench's own. */
  wallSeconds: number;
  /** … until all pods are Ready again. */
  readySeconds: number;
  /** … until it said itself that it was done. */
  endedSeconds: number;
  pdbViolations: number;
  /** Who removed them and how. */
  violations: { pod: string; by: string; way: string }[];
  podsLost: number;
}

const seconds = (ms: number) => Math.round(ms / 100) / 10;

async function measureRow(
  world: World,
  row: Row,
  capacity: Capacity,
  round: number,
  context: BenchContext,
): Promise<Measured> {
  const { plane } = world;
  const { signal, progress } = context;
  const witness = await Witness.start(plane.api, plane.auditLog);
  const observer = await Observer.start(world);
  let ticking: NodeJS.Timeout | undefined;
  try {
    const pods = observer.ready;
    witness.mark();
    let empty: Promise<number> | undefined;
    const span = await row.drain(world, capacity, context, () => {
      empty = observer.untilEmpty(signal);
      empty.catch(() => {});
      ticking = setInterval(
        () => progress(`${row.name}: ${observer.left} pods left`),
        15_000,
      );
    });
    const emptyAt = (await empty) ?? span.ended;
    clearInterval(ticking);
    const readyAt = await observer.untilReady(
      pods,
      AbortSignal.any([signal, AbortSignal.timeout(120_000)]),
    );
    // The witness watches for itself, and may see it a moment later.
    await untilQuiet(plane.api, { within: 60_000, signal });
    const testimony = await witness.testify();
    const requests = countRequests(
      await readLines(plane.auditLog),
      { from: span.began, to: emptyAt },
      observer.budgets,
    );
    return {
      capacity,
      row: row.name,
      round,
      wallSeconds: seconds(emptyAt - span.began),
      readySeconds: seconds(Math.max(readyAt, emptyAt) - span.began),
      endedSeconds: seconds(span.ended - span.began),
      ...requests,
      pdbViolations: testimony.counts.pdbViolations,
      violations: testimony.violations.map(({ namespace, name, by, way }) => ({
        pod: `${namespace}/${name}`,
        by: by ?? 'nobody on record',
        way: way ?? 'no request on record',
      })),
      podsLost: testimony.counts.podsLost,
    };
  } finally {
    clearInterval(ticking);
    observer.stop();
    witness.stop();
  }
}

async function measureBound(options: DrainOptions, context: BenchContext) {
  const latencyMs = await rolloutLatency(context);
  context.progress(`one rollout on the idle cluster: ${latencyMs} ms`);
  return {
    rolloutLatencyMs: latencyMs,
    wallSeconds: seconds(
      bound({
        workloads: workloads(options.pods),
        ready: usualDelays.ready,
        gone: usualDelays.gone,
        latencyMs,
        draws: 1_001,
        random: Math.random,
      }),
    ),
  };
}

/** Rows take turns within a round, so that what the machine does besides falls on all of them. */
export async function measure(options: DrainOptions, context: BenchContext) {
  const begun = new Date();
  const lowest = await measureBound(options, context);
  const measured: Measured[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const capacity of options.capacities) {
      for (const name of options.rows) {
        context.progress(`round ${round}, ${capacity}, ${name}`);
        const result = await withWorld(options, context, world =>
          measureRow(world, rows[name], capacity, round, context),
        );
        measured.push(result);
        context.progress(JSON.stringify(result));
      }
    }
  }
  return {
    schema: 'bench-drain/v1',
    begunAt: begun.toISOString(),
    machine: {
      cpus: os.cpus().length,
      memoryGiB: Math.round(os.totalmem() / 2 ** 30),
      loadAverage: os.loadavg(),
    },
    settings: {
      rounds: options.rounds,
      nodes: options.nodes,
      pods: workloads(options.pods).length * 10,
      delays: usualDelays,
    },
    bound: lowest,
    ...summarise(measured, lowest.wallSeconds),
    measured,
  };
}
