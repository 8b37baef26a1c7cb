// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ControlEndpoint } from './control/endpoint';
import type { Gate } from './gate';
import type { WireRequest } from './wire/request';

/** S3 parts are at most 5 GiB; a sandbox need not take more than this at once. */
const LARGEST_BODY = 256 * 1024 * 1024;

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).flatMap(([k, v]) =>
      v === undefined ? [] : [[k, Array.isArray(v) ? v.join(',') : v]],
    ),
  );
}

function isLoopback(address: string | undefined): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address ?? '');
}

export interface Listening {
  url: string;
  close(): Promise<void>;
}

/** One port: the control endpoint under `/_sandbox/`, everything else is a signed AWS request. */
export async function listen(
  gate: Gate,
  control: ControlEndpoint,
  options: { host: string; port: number; log: (line: string) => void },
): Promise<Listening> {
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await bodyOf(incoming);
    if (!body) {
      outgoing.writeHead(413).end();
      return;
    }
    const [path, query = ''] = (incoming.url ?? '/').split('?', 2);
    const request: WireRequest = {
      method: incoming.method ?? 'GET',
      path,
      query: new URLSearchParams(query),
      headers: headersOf(incoming),
      body,
      requestId: randomUUID(),
    };
    if (path.startsWith('/_sandbox/')) {
      const answer = isLoopback(incoming.socket.remoteAddress)
        ? await control.serve(request)
        : {
            status: 403,
            body: { error: 'the control endpoint serves the loopback only' },
          };
      outgoing.writeHead(answer.status, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify(answer.body));
      return;
    }
    const answer = await gate.serve(request);
    if (answer === 'drop') {
      incoming.socket.destroy();
      return;
    }
    // A silent answer: the socket stays open until the caller gives up.
    if (answer === 'silence') return;
    const bytes = Buffer.isBuffer(answer.body)
      ? answer.body
      : Buffer.from(answer.body);
    const headers: Record<string, string> = { ...answer.headers };
    // HEAD tells the length of what GET would send.
    if (request.method !== 'HEAD' || headers['content-length'] === undefined) {
      if (answer.status !== 204)
        headers['content-length'] = String(bytes.length);
    }
    outgoing.writeHead(answer.status, headers);
    outgoing.end(request.method === 'HEAD' ? undefined : bytes);
  };
  const server: Server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(error => {
      options.log(
        `${incoming.method} ${incoming.url}: ${
          error instanceof Error ? error.stack : String(error)
        }`,
      );
      if (!outgoing.headersSent) outgoing.writeHead(500);
      outgoing.end();
    });
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });
  const address = server.address();
  const port =
    address !== null && typeof address === 'object'
      ? (address satisfies AddressInfo).port
      : options.port;
  return {
    url: `http://${options.host}:${port}`,
    close: () =>
      new Promise<void>((resolve, reject) => {
        server.close(error => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
