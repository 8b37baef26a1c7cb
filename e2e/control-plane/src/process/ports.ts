// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import net from 'node:net';

async function listen(): Promise<net.Server> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

/** Ports of loopback that nobody listens on, all different because all are held until the last is known. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map(server => {
    const address = server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('The system gave no port on 127.0.0.1');
    }
    return address.port;
  });
  await Promise.all(
    servers.map(
      server =>
        new Promise<void>((resolve, reject) =>
          server.close(error => (error ? reject(error) : resolve())),
        ),
    ),
  );
  return ports;
}
