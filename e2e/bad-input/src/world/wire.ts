// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import net from 'node:net';

/** The wire between a portal and its database, which can be cut and held. */
export class Wire {
  readonly #sockets = new Set<net.Socket>();
  #state: 'open' | 'cut' | 'held' = 'open';

  private constructor(
    private readonly server: net.Server,
    readonly port: number,
  ) {}

  static async to(host: string, port: number): Promise<Wire> {
    const server = net.createServer({ allowHalfOpen: false });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string')
      throw new Error('no port');
    const wire = new Wire(server, address.port);
    server.on('connection', near => wire.#join(near, host, port));
    return wire;
  }

  #join(near: net.Socket, host: string, port: number) {
    if (this.#state === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const far = net.connect(port, host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ]) {
      this.#sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      from.on('data', data => to.write(data));
      if (this.#state === 'held') from.pause();
    }
  }

  /** As when the database is stopped: connections end, new ones are refused. */
  cut() {
    this.#state = 'cut';
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** As when it is stopped with SIGSTOP: connections stand, nothing comes back. */
  hold() {
    this.#state = 'held';
    for (const socket of this.#sockets) socket.pause();
  }

  mend() {
    this.#state = 'open';
    for (const socket of this.#sockets) socket.resume();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>(resolve => {
      this.server.close(() => resolve());
    });
    this.cut();
    await closed;
  }
}
