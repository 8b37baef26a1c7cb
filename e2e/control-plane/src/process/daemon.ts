// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that runs until it is stopped; its output goes to a file of its own. */
export class Daemon {
  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    private readonly log: string,
    private readonly ended: Promise<void>,
  ) {}

  static async start(
    name: string,
    program: string,
    args: string[],
    options: { logs: string; cwd?: string; env?: Record<string, string> },
  ): Promise<Daemon> {
    const log = path.join(options.logs, `${name}.log`);
    const output = fs.openSync(log, 'a');
    const child = spawn(program, args, {
      cwd: options.cwd ?? options.logs,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', output, output],
    });
    fs.closeSync(output);
    const ended = new Promise<void>(resolve => child.once('exit', resolve));
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    return new Daemon(name, child, log, ended);
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The last lines of its output, for an error message. */
  tail(lines = 12): string {
    return fs
      .readFileSync(this.log, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-lines)
      .join('\n');
  }

  /** Polls until the probe says yes; fails when the program ends or the time is over. */
  async until(
    probe: () => Promise<boolean>,
    options: { within: number; signal?: AbortSignal },
  ): Promise<void> {
    const deadline = Date.now() + options.within;
    for (;;) {
      options.signal?.throwIfAborted();
      if (!this.running) {
        throw new Error(`${this.name} ended early:\n${this.tail()}`);
      }
      if (await probe().catch(() => false)) return;
      if (Date.now() > deadline) {
        throw new Error(
          `${this.name} was not ready within ${
            options.within
          } ms:\n${this.tail()}`,
        );
      }
      await sleep(100, undefined, { signal: options.signal });
    }
  }

  /** Asks it to end, and after a while makes it end. */
  async stop(patience = 8_000): Promise<void> {
    if (!this.running) return;
    this.child.kill('SIGTERM');
    const waiting = new AbortController();
    const late = sleep(patience, true, { signal: waiting.signal }).catch(
      () => false,
    );
    const outcome = await Promise.race([this.ended.then(() => false), late]);
    waiting.abort();
    if (outcome) this.child.kill('SIGKILL');
    await this.ended;
  }
}
