// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { on, once } from 'node:events';
import type { z } from 'zod';

const PATIENCE_MS = 5_000;

/** A process that answers messages; its output goes to a file. */
export class Child {
  readonly #process: ChildProcess;

  constructor(
    private readonly name: string,
    file: string,
    args: string[],
    private readonly options: {
      log: string;
      cwd?: string;
      env?: Record<string, string>;
      execArgv?: string[];
    },
  ) {
    const output = openSync(options.log, 'a');
    this.#process = fork(file, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      execArgv: options.execArgv ?? [],
      stdio: ['ignore', output, output, 'ipc'],
    });
    closeSync(output);
  }

  /** The next message of this shape: the loader of development says things of its own. */
  async hear<T>(shape: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const said = on(this.#process, 'message', { signal, close: ['exit'] });
    for await (const [message] of said) {
      const parsed = shape.safeParse(message);
      if (parsed.success) return parsed.data;
    }
    throw new Error(`${this.name} ended early:\n${this.tail()}`);
  }

  async ask<T>(shape: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const answer = this.hear(shape, signal);
    this.#process.send({});
    return await answer;
  }

  tail(lines = 15): string {
    return readFileSync(this.options.log, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-lines)
      .join('\n');
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null)
      return;
    const ended = once(this.#process, 'exit');
    // Ours end when nobody listens to them any more.
    if (this.#process.connected) this.#process.disconnect();
    const late = setTimeout(() => this.#process.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(late);
  }
}
