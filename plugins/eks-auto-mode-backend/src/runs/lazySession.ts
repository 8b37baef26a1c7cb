// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ClusterSession } from '../clusters/session';

/** A session that is opened when it is first needed and can be thrown away. */
export class LazySession {
  #opened: Promise<ClusterSession> | undefined;

  constructor(private readonly open: () => Promise<ClusterSession>) {}

  async get(): Promise<ClusterSession> {
    this.#opened ??= this.open();
    try {
      return await this.#opened;
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    if (!opened) return;
    try {
      await (await opened).close();
    } catch {
      // It never opened, or is closed already: there is nothing left to close.
    }
  }
}
