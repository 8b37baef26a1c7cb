// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import http from 'node:http';

interface FilterArgs {
  pod: { metadata: { namespace: string; name: string; uid: string } };
  nodenames: string[] | null;
}

/** Listens to the scheduler: which nodes passed all of its filters for a pod. */
export interface Extender {
  url: string;
  /** Node names by the pod's uid; absent while no node passed. */
  feasible: ReadonlyMap<string, string[]>;
  close(): Promise<void>;
}

/** kube-scheduler asks its extenders about the nodes that its own filters left over; this one agrees, and remembers. */
export async function startExtender(): Promise<Extender> {
  const feasible = new Map<string, string[]>();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const raw: Record<string, unknown> = JSON.parse(
        Buffer.concat(chunks).toString(),
      );
      // Go writes the names of these fields in upper or lower case by version.
      const lower = Object.fromEntries(
        Object.entries(raw).map(([key, value]) => [key.toLowerCase(), value]),
      );
      const args = lower as unknown as FilterArgs;
      const names = args.nodenames ?? [];
      feasible.set(args.pod.metadata.uid, [...names].sort());
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ NodeNames: names }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The scheduler extender got no port on 127.0.0.1');
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    feasible,
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close(error => (error ? reject(error) : resolve()));
      }),
  };
}
