// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { HttpRequest } from '@smithy/protocol-http';
import { awsConnections } from './awsClients';

async function listening(
  answer: (response: ServerResponse) => void,
): Promise<{ server: Server; port: number }> {
  const server = createServer((_request, response) => answer(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('It does not listen on a port');
  return { server, port: address.port };
}

describe('the connections to AWS', () => {
  let server: Server;
  const connections = awsConnections(50);
  const ask = (port: number) =>
    connections.handle(
      new HttpRequest({
        method: 'PUT',
        protocol: 'http:',
        hostname: '127.0.0.1',
        port,
        path: '/backups/part-00001',
        headers: { 'content-length': '2' },
        body: '{}',
      }),
    );

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  afterAll(() => connections.destroy());

  it('do not wait for ever for an answer', async () => {
    const silent = await listening(() => {});
    server = silent.server;
    await expect(ask(silent.port)).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  it('do not wait for ever for the rest of an answer', async () => {
    const halting = await listening(response => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
    });
    server = halting.server;
    const { response } = await ask(halting.port);
    await expect(
      (async () => {
        for await (const chunk of response.body) Buffer.from(chunk);
      })(),
    ).rejects.toThrow();
  });
});
