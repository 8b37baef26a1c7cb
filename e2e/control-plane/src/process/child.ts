// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { spawn, type ChildProcess } from 'node:child_process';

/** A program of ours that runs until it is stopped. */
export class Child {
  readonly #process: ChildProcess;
  readonly #ended: Promise<number | null>;
  #output = '';

  constructor(
    readonly name: string,
    args: string[],
    options: { cwd: string; env: NodeJS.ProcessEnv },
  ) {
    this.#process = spawn(process.execPath, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#ended = new Promise(resolve =>
      this.#process.once('exit', code => resolve(code)),
    );
    const hear = (chunk: Buffer) => {
      this.#output += chunk;
    };
    this.#process.stdout?.on('data', hear);
    this.#process.stderr?.on('data', hear);
  }

  get output(): string {
    return this.#output;
  }

  /** What it ended with. */
  async end(): Promise<number | null> {
    return this.#ended;
  }

  /** Asks again and again until there is an answer. */
  async until<T>(
    ask: () => Promise<T | undefined>,
    within: number,
    { what = this.name, everyMs = 100 } = {},
  ) {
    const deadline = Date.now() + within;
    for (;;) {
      const answer = await ask().catch(() => undefined);
      if (answer !== undefined) return answer;
      if (this.#process.exitCode !== null || Date.now() > deadline) {
        throw new Error(
          `${what} ${
            this.#process.exitCode === null
              ? `was not ready within ${within} ms`
              : `ended with ${this.#process.exitCode}`
          }:\n${this.#output.slice(-4000)}`,
        );
      }
      await new Promise(resolve => setTimeout(resolve, everyMs));
    }
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) this.#process.kill('SIGTERM');
    await this.#ended;
  }
}
