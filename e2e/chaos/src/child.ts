// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';

export const sleep = (ms: number) =>
  new Promise<void>(resolve => setTimeout(resolve, ms));

/** One process of ours, with its output in a file. */
export class Child {
  readonly ended: Promise<void>;

  private constructor(
    private readonly process: ChildProcess,
    private readonly name: string,
    private readonly log: string,
  ) {
    this.ended = new Promise(resolve => process.once('exit', () => resolve()));
  }

  static start(options: {
    name: string;
    args: string[];
    cwd: string;
    log: string;
    env: Record<string, string | undefined>;
  }): Child {
    const output = fs.openSync(options.log, 'a');
    const child = spawn(process.execPath, options.args, {
      cwd: options.cwd,
      stdio: ['ignore', output, output],
      env: {
        ...process.env,
        // Jest's own would make the child a test.
        NODE_ENV: 'development',
        NODE_OPTIONS: undefined,
        JEST_WORKER_ID: undefined,
        ...options.env,
      },
    });
    fs.closeSync(output);
    return new Child(child, options.name, options.log);
  }

  get pid(): number {
    const { pid } = this.process;
    if (pid === undefined) throw new Error(`${this.name} did not start`);
    return pid;
  }

  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  tail(lines = 25): string {
    return fs
      .readFileSync(this.log, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-lines)
      .join('\n');
  }

  signal(signal: NodeJS.Signals): void {
    if (this.running) this.process.kill(signal);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    this.process.kill(signal);
    await this.ended;
  }

  /** @throws with the end of its output where it ends first or the time is over. */
  async until(
    answers: () => Promise<boolean>,
    withinMs: number,
  ): Promise<void> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      if (!this.running)
        throw new Error(`${this.name} ended early:\n${this.tail()}`);
      if (await answers().catch(() => false)) return;
      if (Date.now() > deadline)
        throw new Error(
          `${this.name} was not ready within ${withinMs} ms:\n${this.tail()}`,
        );
      await sleep(150);
    }
  }
}
