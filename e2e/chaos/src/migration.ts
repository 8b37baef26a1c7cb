// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { sleep } from './child';
import { Refused, Unanswered, type Portal, type Run } from './portal';

/** What became of one cluster. */
export interface Outcome {
  cluster: string;
  runId: string;
  state: string;
  /** Why it is not what was wanted. */
  why: string[];
}

/** Whether an error is only that of a backend that went away, or of one that has just come. */
function passing(error: unknown): boolean {
  return (
    error instanceof Unanswered ||
    (error instanceof Refused && error.status >= 500)
  );
}

/** Does something again until a backend lived long enough to answer. */
async function insist<T>(deadline: number, attempt: () => Promise<T>) {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!passing(error) || Date.now() > deadline) throw error;
      await sleep(300);
    }
  }
}

function unfinished(run: Run): string[] {
  return [
    ...run.blockedBy.map(each => `${each.what}. ${each.now}`),
    ...run.steps
      .filter(step => !['done', 'skipped', 'undone'].includes(step.state))
      .map(step => `${step.id} is ${step.state}: ${step.message ?? ''}`),
  ];
}

/** Migrates one cluster over the API as a person does, whatever happens to the backends. */
export class Migration {
  run?: Run;

  constructor(
    private readonly portal: Portal,
    readonly cluster: string,
    private readonly deadline: number,
  ) {}

  get late(): boolean {
    return Date.now() > this.deadline;
  }

  #late() {
    if (this.late)
      throw new Error(
        `${this.cluster}: not over in time; ${
          this.run
            ? `run ${this.run.id} is ${this.run.state}: ${unfinished(
                this.run,
              ).join('; ')}`
            : 'it has no run'
        }`,
      );
  }

  async #clusterId(): Promise<string> {
    for (;;) {
      const found = (await this.portal.clusters()).find(
        each => each.name === this.cluster,
      );
      if (found?.verdict !== undefined) return found.id;
      this.#late();
      await sleep(500);
    }
  }

  /** Plans and approves. An approval that nobody answered may have been heard. */
  async start(options: { until?: string } = {}): Promise<Run> {
    const id = await this.#clusterId();
    const known = new Set((await this.portal.runs(id)).map(run => run.id));
    for (;;) {
      this.#late();
      const plan = await insist(this.deadline, () =>
        this.portal.plan(id, { soakSeconds: 1, ...options }),
      );
      if (plan.blockedBy.length > 0)
        throw new Error(
          `${this.cluster}: the plan is blocked: ${plan.blockedBy
            .map(each => `${each.code} ${each.message}`)
            .join('; ')}`,
        );
      try {
        await this.portal.approve(plan);
      } catch (error) {
        // 409: an earlier approval, which nobody answered, was heard after all.
        const heard = error instanceof Refused && error.status === 409;
        if (!heard && !passing(error)) throw error;
      }
      const [mine, ...more] = (await this.portal.runs(id)).filter(
        run => !known.has(run.id),
      );
      if (more.length > 0)
        throw new Error(`${this.cluster}: one approval began two runs`);
      if (mine) {
        this.run = mine;
        return mine;
      }
    }
  }

  /** Asks for something until the run shows that it was heard. */
  async command(command: object, heard: (run: Run) => boolean): Promise<void> {
    for (;;) {
      this.#late();
      const run = await this.#look();
      if (heard(run)) return;
      try {
        await this.portal.command(run, command);
      } catch (error) {
        // 409: the run moved on between the look and the word.
        if (
          !passing(error) &&
          !(error instanceof Refused && error.status === 409)
        )
          throw error;
        await sleep(300);
      }
    }
  }

  async #look(): Promise<Run> {
    if (!this.run) throw new Error(`${this.cluster} has no run`);
    this.run = await this.portal.run(this.run.id);
    return this.run;
  }

  /** Whether the run has this step behind it. */
  async passed(kind: string): Promise<boolean> {
    const run = await this.#look();
    this.#late();
    return run.steps.some(step => step.kind === kind && step.state === 'done');
  }

  /** Follows the run to one of these states, and approves what it asks for on the way. */
  async end(states: string[]): Promise<Outcome> {
    for (;;) {
      const run = await this.#look();
      if (states.includes(run.state) || run.state === 'blocked')
        return {
          cluster: this.cluster,
          runId: run.id,
          state: run.state,
          why: states.includes(run.state) ? [] : unfinished(run),
        };
      const at = run.steps.find(step => step.state === 'waiting');
      if (run.state === 'waiting' && at?.gate?.type === 'approval')
        await this.command(
          { type: 'approve-retire', digest: run.planDigest },
          now => now.state !== 'waiting',
        );
      this.#late();
      await sleep(700);
    }
  }
}
