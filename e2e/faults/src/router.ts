// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** The access key that signed a request. */
function keyOf(request: IncomingMessage): string | undefined {
  const signed = /Credential=([A-Z0-9]+)\//.exec(
    request.headers.authorization ?? '',
  );
  const presigned = /X-Amz-Credential=([A-Z0-9]+)/.exec(request.url ?? '');
  return (signed ?? presigned)?.[1];
}

/**
 * One address for many sandboxes: `AWS_ENDPOINT_URL` holds for the whole process, and each world of it has an access
 * key of its own, by which its calls find their way. Requests pass as they were signed.
 */
export class Router {
  private constructor(
    private readonly server: Server,
    private readonly worlds: Map<string, URL>,
    readonly url: string,
  ) {}

  static async start(): Promise<Router> {
    const worlds = new Map<string, URL>();
    const server = createServer((incoming, outgoing) => {
      const world = worlds.get(keyOf(incoming) ?? '');
      if (!world) {
        outgoing.writeHead(403).end('nobody has this access key');
        return;
      }
      const onward = forward(
        {
          host: world.hostname,
          port: world.port,
          method: incoming.method,
          path: incoming.url,
          headers: incoming.headers,
        },
        answer => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        },
      );
      // The world closed the connection without an answer: so does this end.
      onward.on('error', () => incoming.socket.destroy());
      outgoing.on('close', () => onward.destroy());
      incoming.pipe(onward);
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', () => resolve());
    });
    const address = server.address();
    if (address === null || typeof address === 'string')
      throw new Error('The router listens nowhere');
    const { port } = address satisfies AddressInfo;
    return new Router(server, worlds, `http://127.0.0.1:${port}`);
  }

  add(accessKeyId: string, url: string): void {
    this.worlds.set(accessKeyId, new URL(url));
  }

  remove(accessKeyId: string): void {
    this.worlds.delete(accessKeyId);
  }

  async close(): Promise<void> {
    await new Promise<void>(resolve => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}
