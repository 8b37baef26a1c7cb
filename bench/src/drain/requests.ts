// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import { createInterface } from 'node:readline';
import type { BudgetHistory } from './budgetHistory';
import { workloadOfPod } from './workloads';

/** One line of the API server's audit log, as far as it is read here. */
export interface Line {
  verb: string;
  userAgent?: string;
  user: { username: string };
  objectRef?: {
    resource?: string;
    subresource?: string;
    namespace?: string;
    name?: string;
  };
  responseStatus?: { code?: number };
  requestReceivedTimestamp: string;
}

export interface Requests {
  evictions: {
    requested: number;
    accepted: number;
    refused: number;
    /** Refused though the budget's status, current, had said so when it was asked. */
    refusedNotNews: number;
  };
  podLists: number;
  /** From when a budget allowed an eviction again until it was asked for; of those accepted. */
  reactionMs: { median: number; ninetieth: number };
}

/** Who lists pods without being what is measured: the cluster itself and who watches. */
const bystander = ({ user, userAgent }: Line) =>
  user.username.startsWith('system:') ||
  user.username === 'control-plane:kubelets' ||
  user.username === 'eks:auto-mode' ||
  userAgent === 'control-plane-harness';

export function countRequests(
  lines: readonly Line[],
  during: { from: number; to: number },
  budgets: BudgetHistory,
): Requests {
  const evictions = {
    requested: 0,
    accepted: 0,
    refused: 0,
    refusedNotNews: 0,
  };
  let podLists = 0;
  const reactions: number[] = [];
  for (const line of lines) {
    const at = Date.parse(line.requestReceivedTimestamp);
    if (at < during.from || at > during.to) continue;
    const {
      resource,
      subresource,
      namespace,
      name = '',
    } = line.objectRef ?? {};
    if (resource !== 'pods') continue;
    if (line.verb === 'list') {
      if (!bystander(line)) podLists += 1;
    } else if (line.verb === 'create' && subresource === 'eviction') {
      const code = line.responseStatus?.code ?? 0;
      evictions.requested += 1;
      const budget = `${namespace}/${workloadOfPod(name)}`;
      if (code >= 200 && code < 300) {
        evictions.accepted += 1;
        const reaction = budgets.allowingFor(budget, at);
        if (reaction !== undefined) reactions.push(reaction);
      }
      if (code !== 429) continue;
      evictions.refused += 1;
      if (budgets.allowedAt(budget, at) === 0) evictions.refusedNotNews += 1;
    }
  }
  reactions.sort((a, b) => a - b);
  const part = (share: number) =>
    reactions[Math.floor(reactions.length * share)] ?? 0;
  return {
    evictions,
    podLists,
    reactionMs: { median: part(0.5), ninetieth: part(0.9) },
  };
}

export async function readLines(file: string): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const text of createInterface({
    input: fs.createReadStream(file),
  })) {
    if (text === '') continue;
    const line: Line = JSON.parse(text);
    if (line.objectRef?.resource === 'pods') lines.push(line);
  }
  return lines;
}
