// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { at, type LedgerEntry } from './ledger';
import { kubernetesForm } from './kubernetesForm';

export interface Collected {
  ledger: LedgerEntry[];
  /** The cluster's normal form now: AWS and Kubernetes. */
  form: unknown;
}

const isEntry = (value: unknown): value is LedgerEntry =>
  typeof at(value, 'sequence') === 'number' &&
  typeof at(value, 'object') === 'string';

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Asks a running sandbox, over its control endpoint, for what a judge needs. */
export async function collect(
  sandbox: string,
  clusterArn: string,
  signal?: AbortSignal,
): Promise<Collected> {
  const get = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${sandbox}/_sandbox/${path}`, { signal });
    if (!answer.ok)
      throw new Error(
        `The sandbox answered GET ${path} with ${
          answer.status
        }: ${await answer.text()}`,
      );
    return answer.json();
  };
  const ledger: LedgerEntry[] = [];
  for (;;) {
    const page = await get(
      `ledger?after=${ledger[ledger.length - 1]?.sequence ?? 0}&limit=5000`,
    );
    const entries = list(at(page, 'entries')).filter(isEntry);
    ledger.push(...entries);
    if (entries.length === 0) break;
  }
  const cluster = encodeURIComponent(clusterArn);
  const objects = await get(`objects?cluster=${cluster}`);
  return {
    ledger,
    form: {
      aws: await get(`snapshot?cluster=${cluster}`),
      kubernetes: kubernetesForm(list(at(objects, 'objects'))),
    },
  };
}
