// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The bytes of objects: files in the data folder, or memory where there is none. */
export class BlobStore {
  readonly #memory = new Map<string, Buffer>();
  readonly #folder: string | undefined;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  async put(bytes: Buffer): Promise<string> {
    const name = randomUUID();
    if (this.#folder) {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(join(this.#folder, name), bytes);
    } else {
      this.#memory.set(name, bytes);
    }
    return name;
  }

  async get(name: string): Promise<Buffer> {
    if (this.#folder) return readFile(join(this.#folder, name));
    const bytes = this.#memory.get(name);
    if (!bytes) throw new Error(`the bytes of ${name} are gone`);
    return bytes;
  }

  async remove(name: string | undefined): Promise<void> {
    if (!name) return;
    if (this.#folder) await rm(join(this.#folder, name), { force: true });
    else this.#memory.delete(name);
  }
}
