// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { EKSClient } from '@aws-sdk/client-eks';
import { arnOf, outsider, region } from './accounts';
import { thePlace } from './place';

export interface LedgerEntry {
  sequence: number;
  at: string;
  object: string;
  field: string;
  before: unknown;
  after: unknown;
  by: string;
  via: string;
}

/** What happens to the world beside the portal, and what did happen to it. */
export class Sandbox {
  readonly #url = thePlace().sandbox;

  async #control<T>(method: string, route: string, body?: object): Promise<T> {
    const response = await fetch(`${this.#url}/_sandbox/${route}`, {
      method,
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${route}: ${response.status} ${text}`);
    }
    return JSON.parse(text);
  }

  /** Changes of state on one cluster, in order. */
  async ledger(name: string): Promise<LedgerEntry[]> {
    const all: LedgerEntry[] = [];
    for (;;) {
      const query = new URLSearchParams({
        after: String(all.at(-1)?.sequence ?? 0),
        limit: '5000',
        cluster: arnOf(name),
      });
      const { entries } = await this.#control<{ entries: LedgerEntry[] }>(
        'GET',
        `ledger?${query}`,
      );
      if (entries.length === 0) return all;
      all.push(...entries);
    }
  }

  /** What our roles changed in a cluster, but for the lock and what a backup writes. */
  async changes(name: string): Promise<LedgerEntry[]> {
    return (await this.ledger(name)).filter(
      entry =>
        entry.by.includes('eks-auto-mode-') &&
        !entry.object.includes('/Lease/'),
    );
  }

  /** Pods whose eviction was accepted, by UID; one twice is a fault of ours. */
  async evictions(name: string): Promise<string[]> {
    return (await this.ledger(name))
      .filter(
        entry =>
          entry.via === 'kubernetes:evict' &&
          entry.field === 'metadata.deletionTimestamp',
      )
      .map(entry => entry.object);
  }

  async fault(fault: object): Promise<() => Promise<void>> {
    const { id } = await this.#control<{ id: string }>('POST', 'faults', fault);
    return async () => {
      await this.#control('DELETE', `faults/${id}`);
    };
  }

  /** An object of a cluster; undefined where it has none of that name. */
  async find<T>(...of: Parameters<Sandbox['read']>): Promise<T | undefined> {
    try {
      return await this.read<T>(...of);
    } catch (error) {
      if (String(error).includes('there is no such object')) return undefined;
      throw error;
    }
  }

  read<T>(
    name: string,
    apiVersion: string,
    kind: string,
    object: string,
    namespace?: string,
  ): Promise<T> {
    return this.#control<{ object: T }>('POST', `kubernetes/${name}`, {
      do: 'read',
      apiVersion,
      kind,
      name: object,
      ...(namespace && { namespace }),
    }).then(answer => answer.object);
  }

  apply(name: string, object: object): Promise<unknown> {
    return this.#control('POST', `kubernetes/${name}`, {
      do: 'apply',
      object,
      by: 'somebody',
    });
  }

  /** EKS as another caller of the same account sees it. */
  eks(): EKSClient {
    return new EKSClient({
      region,
      endpoint: this.#url,
      credentials: outsider,
    });
  }
}
