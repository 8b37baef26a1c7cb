// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AwsRequest {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  raw: Buffer;
  /** `Action` of a query service. */
  action?: string;
}

export interface AwsAnswer {
  status?: number;
  headers?: Record<string, string>;
  body: string | Buffer;
}

export interface AwsServer {
  url: string;
  asked: AwsRequest[];
  close(): Promise<void>;
}

/** A small HTTP server in AWS' place; tests point AWS_ENDPOINT_URL at it. */
export async function awsServer(
  answer: (asked: AwsRequest) => AwsAnswer | Promise<AwsAnswer>,
): Promise<AwsServer> {
  const asked: AwsRequest[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', async () => {
      const raw = Buffer.concat(chunks);
      const body = raw.toString();
      const one: AwsRequest = {
        method: request.method ?? 'GET',
        path: request.url ?? '/',
        headers: request.headers,
        body,
        raw,
        action: new URLSearchParams(body).get('Action') ?? undefined,
      };
      asked.push(one);
      const { status = 200, headers = {}, body: text } = await answer(one);
      response.writeHead(status, headers);
      response.end(text);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}

/** An error as query services (STS, IAM) write it. */
export function queryError(
  status: number,
  code: string,
  message: string,
): AwsAnswer {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  };
}

/** An error as EKS writes it. */
export function restError(
  status: number,
  code: string,
  message: string,
): AwsAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ message }),
  };
}
