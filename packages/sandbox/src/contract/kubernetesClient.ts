// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { Agent, request } from 'node:https';
import type { ClientRequest } from 'node:http';

/** Where an API server stands and who asks: cluster-admin's token. */
export interface KubernetesTarget {
  server: string;
  /** PEM. */
  ca: string;
  token: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  // What a server answered is what the assertions are about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

export interface WatchEvent {
  type: string;
  object: Answer['body'];
}

/** A client without opinions: what goes over the wire is what the test wrote. */
export class RawKubernetes {
  readonly #agent: Agent;
  readonly #open = new Set<ClientRequest>();

  constructor(private readonly target: KubernetesTarget) {
    this.#agent = new Agent({ keepAlive: true, ca: target.ca });
  }

  call(
    method: string,
    path: string,
    body?: unknown,
    {
      token = this.target.token,
      type = 'application/json',
      headers = {},
    }: { token?: string; type?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body) ?? '';
    return new Promise((resolve, reject) => {
      const sent = request(
        `${this.target.server}${path}`,
        {
          method,
          agent: this.#agent,
          headers: {
            ...(token ? { Authorization: `Bearer ${token}` } : {}),
            'Content-Type': type,
            Accept: 'application/json',
            'User-Agent': 'contract/1',
            'Content-Length': Buffer.byteLength(text),
            ...headers,
          },
        },
        response => {
          const chunks: Buffer[] = [];
          response.on('data', chunk => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const received = Buffer.concat(chunks).toString('utf8');
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: received.startsWith('{') ? JSON.parse(received) : received,
            });
          });
        },
      );
      sent.on('error', reject);
      sent.end(text);
    });
  }

  /** Collects the events of a watch until it is stopped. */
  watch(path: string): { events: WatchEvent[]; stop(): void } {
    const events: WatchEvent[] = [];
    let rest = '';
    const sent = request(
      `${this.target.server}${path}`,
      {
        agent: this.#agent,
        headers: { Authorization: `Bearer ${this.target.token}` },
      },
      response => {
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop() ?? '';
          events.push(...lines.filter(Boolean).map(line => JSON.parse(line)));
        });
        // Stopping breaks the stream; what it had brought stays.
        response.on('error', () => {});
      },
    );
    sent.on('error', () => {});
    sent.end();
    this.#open.add(sent);
    return { events, stop: () => sent.destroy() };
  }

  close(): void {
    for (const open of this.#open) open.destroy();
    this.#agent.destroy();
  }
}

/** Waits for something to come true. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  what: string,
  ms = 30_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`did not come true: ${what}`);
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
  }
}
