// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Break the connection instead of answering. */
  cut?: boolean;
}

export interface KubernetesServer {
  endpoint: string;
  /** Base64 of PEM, as DescribeCluster gives it. */
  caData: string;
  asked: Asked[];
  connections(): number;
  close(): Promise<void>;
}

/** A self-signed certificate for the loopback address; it is its own CA. */
export async function certificate(): Promise<{ cert: string; key: string }> {
  const pems = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 3_600_000),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
  return { cert: pems.cert, key: pems.private };
}

/** A small HTTPS server on a free port that answers as the test says. */
export async function kubernetesServer(
  answer: (asked: Asked) => Answer,
): Promise<KubernetesServer> {
  const { cert, key } = await certificate();
  const asked: Asked[] = [];
  let connections = 0;
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'https://127.0.0.1');
      const one: Asked = {
        method: request.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      asked.push(one);
      const { status = 200, headers = {}, body, cut } = answer(one);
      if (cut) {
        request.socket.destroy();
        return;
      }
      response.writeHead(status, {
        'content-type': 'application/json',
        ...headers,
      });
      response.end(
        typeof body === 'string' || Buffer.isBuffer(body)
          ? body
          : JSON.stringify(body ?? {}),
      );
    });
  };
  const server: Server = createServer({ cert, key }, serve);
  server.on('secureConnection', () => connections++);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `https://127.0.0.1:${port}`,
    caData: Buffer.from(cert).toString('base64'),
    asked,
    connections: () => connections,
    close: () => {
      server.closeAllConnections();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}
