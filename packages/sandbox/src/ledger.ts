// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ledger, LedgerEntry } from './seam';
import { isAbsent } from './world/file';

export interface LedgerPage {
  entries: LedgerEntry[];
  /** Ask for `after` this to go on. */
  last: number;
}

/** The append-only list of every change of state, kept in memory and in `ledger.ndjson`. */
export class LedgerFile implements Ledger {
  readonly #entries: LedgerEntry[] = [];
  #unwritten: string[] = [];
  #writing: Promise<void> = Promise.resolve();
  readonly #path: string | undefined;

  private constructor(
    path: string | undefined,
    private readonly now: () => Date,
  ) {
    this.#path = path;
  }

  static async open(
    folder: string | undefined,
    now: () => Date,
  ): Promise<LedgerFile> {
    if (!folder) return new LedgerFile(undefined, now);
    await mkdir(folder, { recursive: true });
    const path = join(folder, 'ledger.ndjson');
    const ledger = new LedgerFile(path, now);
    try {
      for (const line of (await readFile(path, 'utf8')).split('\n')) {
        if (line) ledger.#entries.push(JSON.parse(line));
      }
    } catch (error) {
      if (!isAbsent(error))
        throw new Error(`${path} cannot be read`, { cause: error });
    }
    return ledger;
  }

  record(entry: Omit<LedgerEntry, 'sequence' | 'at'>): void {
    const full: LedgerEntry = {
      sequence: (this.#entries.at(-1)?.sequence ?? 0) + 1,
      at: this.now().toISOString(),
      ...entry,
    };
    this.#entries.push(full);
    if (!this.#path) return;
    if (this.#unwritten.length === 0) {
      this.#writing = this.#writing.then(() => this.#write());
    }
    this.#unwritten.push(JSON.stringify(full));
  }

  async #write(): Promise<void> {
    const lines = this.#unwritten;
    this.#unwritten = [];
    if (this.#path && lines.length > 0) {
      await appendFile(this.#path, `${lines.join('\n')}\n`);
    }
  }

  page(after: number, limit: number, clusterArn?: string): LedgerPage {
    const entries: LedgerEntry[] = [];
    // Sequences have no gaps, so that the entry after `n` stands at index `n`.
    for (
      let i = Math.max(0, after);
      i < this.#entries.length && entries.length < limit;
      i++
    ) {
      const entry = this.#entries[i];
      if (!clusterArn || entry.clusterArn === clusterArn) entries.push(entry);
    }
    return { entries, last: entries.at(-1)?.sequence ?? after };
  }

  entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  async flush(): Promise<void> {
    await this.#writing;
    await this.#write();
  }
}
