// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import { testify, type Collected } from '@internal/witness';
import { sleep } from './child';
import { arnOf } from './fleet';
import { freezeBefore, killAfter, takenOver } from './freeze';
import { disagreements } from './journalled';
import { Killer } from './killer';
import { Migration, type Outcome } from './migration';
import type { Random } from './random';
import type { Stage } from './stage';

export interface Chaos {
  runs: number;
  /** Runs at work at the same time. */
  atOnce: number;
  /** Every so many clusters one is taken back after its groups were shrunk. */
  undoEvery: number;
  /** Time between kills, drawn from this range. */
  pauseMs: [number, number];
  /** Whether kills wait until the backups are taken: another replica takes those up after a minute. */
  sparesBackups: boolean;
  /** After so many kills the runs are left alone. */
  mostKills: number;
  /** All runs are over within this time. */
  withinMs: number;
}

export interface Figures {
  seed: number;
  runs: number;
  states: { [state: string]: number };
  kills: number;
  takeovers: number;
  freezes: string[];
  /** Calls after which, and before whose outcome was written, a replica was killed. */
  strikes: string[];
  evictions: number;
  refused: number;
  effects: number;
  wallSeconds: number;
}

export interface Findings {
  figures: Figures;
  /** Everything that should not be; empty where all is well. */
  wrong: string[];
}

/** Calls after which a replica is killed, by cluster from the second on. */
const AFTER = [
  'kubernetes:evict',
  'eks:UpdateNodegroupConfig',
  'eks:UpdateClusterConfig',
];

/** Calls before which a replica is frozen while another takes the whole run back. */
const BEFORE_UNDO = [
  'eks:UpdateClusterConfig',
  'kubernetes:create',
  'kubernetes:cordon',
  'eks:UpdateNodegroupConfig',
];

/** One performance: every run from its plan to its end, and the judgement of them all. */
export class Play {
  readonly #wrong: string[] = [];
  readonly #outcomes: Outcome[] = [];
  readonly #freezes: string[] = [];
  readonly #strikes: string[] = [];
  readonly #before = new Map<string, Collected>();
  readonly #killer: Killer;
  readonly #deadline: number;

  constructor(
    private readonly stage: Stage,
    private readonly options: Chaos,
    private readonly random: Random,
    private readonly say: (line: string) => void,
  ) {
    this.#killer = new Killer({
      replicas: stage.replicas,
      record: stage.record,
      random: random.apart('kills'),
      pauseMs: options.pauseMs,
      most: options.mostKills,
      say,
    });
    this.#deadline = Date.now() + options.withinMs;
  }

  async play(began: number): Promise<Findings> {
    const { stage, say } = this;
    say('The stage is set');
    const queue = stage.clusters.map((cluster, index) => ({ cluster, index }));
    let watching = true;
    const watch = this.#watch(() => watching);
    const worker = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { cluster, index } = next;
        await this.#act(cluster, index).catch(error => {
          this.#wrong.push(
            error instanceof Error ? error.message : String(error),
          );
          say(`${cluster}: ${this.#wrong[this.#wrong.length - 1]}`);
        });
      }
    };
    await Promise.all(
      Array.from({ length: this.options.atOnce }, () => worker()),
    );
    await this.#killer.end().catch(error => this.#wrong.push(String(error)));
    watching = false;
    await watch;
    await this.#judge();
    return { figures: await this.#figures(began), wrong: this.#wrong };
  }

  /** One cluster, from its plan to its end. */
  async #act(cluster: string, index: number): Promise<void> {
    const { stage, say } = this;
    const { undoEvery } = this.options;
    const migration = new Migration(stage.portal, cluster, this.#deadline);
    this.#before.set(cluster, await stage.sandbox.look(cluster));
    const undone = index % undoEvery === undoEvery - 1;
    const run = await migration.start(undone ? { until: 'shrink' } : {});
    say(`${cluster}: run ${run.id}`);
    // The first run is on its way: from now on nothing lives long.
    if (index === 0) {
      if (this.options.sparesBackups) await this.#backedUp(migration);
      this.#killer.begin();
    }
    let outcome: Outcome;
    if (index === undoEvery - 1)
      outcome = await this.#undoBehindTheBackOf(migration);
    else if (undone) {
      outcome = await migration.end(['done']);
      if (outcome.state === 'done') outcome = await this.#undo(migration);
    } else if (index === 0) {
      const [, ended] = await Promise.all([
        this.#freezeAndReplace(migration),
        migration.end(['done']),
      ]);
      outcome = ended;
    } else {
      const [ended] = await Promise.all([
        migration.end(['done']),
        ...(index <= AFTER.length
          ? [this.#killAfterCall(migration, index)]
          : []),
      ]);
      outcome = ended;
    }
    this.#outcomes.push(outcome);
    say(
      `${cluster}: ${outcome.state}${outcome.why
        .map(why => `\n             ${why}`)
        .join('')}`,
    );
    if (outcome.why.length > 0) {
      this.#wrong.push(
        `${cluster} ended ${outcome.state}: ${outcome.why.join('; ')}`,
      );
      for (const line of await stage.record.journal(outcome.runId))
        say(`             ${line}`);
    }
  }

  async #backedUp(migration: Migration): Promise<void> {
    while (!(await migration.passed('backup'))) await sleep(500);
  }

  async #undo(migration: Migration): Promise<Outcome> {
    await migration.command(
      { type: 'undo', undoTo: 'auto-mode-off' },
      run => run.state === 'undoing' || run.state === 'undone',
    );
    return migration.end(['undone']);
  }

  /** A replica dies after a call and before it has written what came of it. */
  async #killAfterCall(migration: Migration, index: number): Promise<void> {
    const api = AFTER[index - 1];
    const struck = await killAfter(this.stage, migration, api, replica =>
      this.#killer.kill(replica, 1_000),
    );
    if (struck) this.#strikes.push(api);
    else this.#wrong.push(`${migration.cluster}: no ${api} to be killed after`);
  }

  /** A replica stands still before an eviction; another goes on; the first one wakes. */
  async #freezeAndReplace(migration: Migration): Promise<void> {
    const { stage, say } = this;
    const frozen = await freezeBefore(stage, migration, 'kubernetes:evict');
    if (!frozen) {
      this.#wrong.push(
        `${migration.cluster}: nothing was there to freeze before`,
      );
      return;
    }
    say(`${frozen.replica} frozen between intent and ${frozen.api}`);
    try {
      await takenOver(stage, frozen.lease, this.#deadline);
      await sleep(2_000);
    } finally {
      frozen.thaw();
    }
    this.#freezes.push(`${frozen.api}, another went on`);
    say(`${frozen.replica} thawed: another has the run`);
  }

  /** A replica stands still before a call; another takes the run back; the first one wakes. */
  async #undoBehindTheBackOf(migration: Migration): Promise<Outcome> {
    const { stage, say } = this;
    const api =
      BEFORE_UNDO[this.random.apart('undo').whole(0, BEFORE_UNDO.length)];
    const frozen = await freezeBefore(stage, migration, api);
    if (!frozen) {
      this.#wrong.push(`${migration.cluster}: no ${api} to freeze before`);
      return migration.end(['done']);
    }
    say(`${frozen.replica} frozen between intent and ${api}`);
    let outcome: Outcome;
    let then: Collected;
    try {
      outcome = await this.#undo(migration);
      then = await stage.sandbox.look(migration.cluster);
    } finally {
      frozen.thaw();
    }
    say(`${frozen.replica} thawed: the run is ${outcome.state}`);
    this.#freezes.push(`${api}, another took the run back`);
    // Longer than a call may take and than its session's renewal.
    await sleep(6_000);
    const now = await stage.sandbox.look(migration.cluster);
    const late = now.ledger
      .slice(then.ledger.length)
      .filter(entry => entry.by.includes(outcome.runId));
    for (const entry of late)
      this.#wrong.push(
        `${migration.cluster}: ${frozen.replica} woke and changed ${entry.field} of ${entry.object} by ${entry.via}`,
      );
    return outcome;
  }

  /** Looks again and again whether a cluster has two runs. */
  async #watch(goOn: () => boolean): Promise<void> {
    while (goOn()) {
      for (const cluster of await this.stage.record.doubled())
        this.#wrong.push(`${cluster} has two runs at work`);
      await sleep(1_000);
    }
  }

  async #judge(): Promise<void> {
    const { record, sandbox, clusters, folder } = this.stage;
    const effects = await record.effects();
    for (const effect of effects)
      if (effect.state === 'open')
        this.#wrong.push(
          `${effect.api} on ${effect.object} is open in the journal of run ${effect.runId}`,
        );
    for (const cluster of clusters) {
      const runs = await record.witnessed(arnOf(cluster));
      const { ledger, form } = await sandbox.look(cluster);
      const undone = runs.some(run => run.undoFrom !== undefined);
      for (const found of testify({
        clusterArn: arnOf(cluster),
        ledger,
        runs,
        alone: false,
        ...(undone
          ? { before: this.#before.get(cluster)?.form, after: form }
          : {}),
      }))
        this.#wrong.push(
          `${cluster}: ${found.invariant}: ${
            found.says
          } (lines ${found.entries.join(', ')})`,
        );
    }
    const { ledger } = await sandbox.look(clusters[0]);
    this.#wrong.push(...disagreements(ledger, effects));
    fs.writeFileSync(
      path.join(folder, 'ledger.ndjson'),
      ledger.map(entry => `${JSON.stringify(entry)}\n`).join(''),
    );
    fs.writeFileSync(
      path.join(folder, 'effects.ndjson'),
      effects.map(effect => `${JSON.stringify(effect)}\n`).join(''),
    );
  }

  async #figures(began: number): Promise<Figures> {
    const { ledger } = await this.stage.sandbox.look(this.stage.clusters[0]);
    const evictions = ledger
      .filter(entry => entry.field === 'eviction')
      .map(entry => JSON.stringify(entry.after).includes('"accepted"'));
    const states: Figures['states'] = {};
    for (const { state } of this.#outcomes)
      states[state] = (states[state] ?? 0) + 1;
    return {
      seed: this.random.seed,
      runs: this.#outcomes.length,
      states,
      kills: this.#killer.kills,
      takeovers: await this.#killer.takeovers(),
      freezes: this.#freezes,
      strikes: this.#strikes,
      evictions: evictions.filter(Boolean).length,
      refused: evictions.filter(accepted => !accepted).length,
      effects: (await this.stage.record.effects()).length,
      wallSeconds: Math.round((Date.now() - began) / 1000),
    };
  }
}
