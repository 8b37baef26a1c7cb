// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises';
import type { Patch } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { request } from 'undici';

/** The product as the harness sees it: its HTTP API, and nothing behind it. */
export interface Finding {
  id: string;
  code: string;
  severity: string;
  resolvedBy: string;
  subject: {
    arn?: string;
    apiVersion?: string;
    kind?: string;
    namespace?: string;
    name?: string;
  };
  owner?: string;
  evidence: string;
  since: string;
  exceptionId?: string;
  patch?: Patch;
}

export interface Blocked {
  code?: string;
  what: string;
  now?: string;
  remedy?: string;
  subject?: Finding['subject'];
}

export interface RunOutcome {
  state: string;
  steps: { id: string; state: string; seconds: number | null }[];
  blockedBy: Blocked[];
}

export interface Plan {
  id: string;
  digest: string;
  steps: { id: string; kind: string; gate?: { type: string } }[];
  bounds: { source: string; seconds: number }[];
  blockedBy: { code: string; subjectKey: string; message: string }[];
}

interface RunStep {
  id: string;
  kind: string;
  state: string;
  startedAt?: string;
  endedAt?: string;
  gate?: { type: string };
}

export interface Run {
  id: string;
  state: string;
  steps: RunStep[];
  blockedBy: Blocked[];
  backupId?: string;
}

export interface Backup {
  id: string;
  state: string;
  objects: number;
  unread: { what: string; reason: string; required: boolean }[];
}

export interface Cluster {
  id: string;
  arn: string;
  verdict?: string;
  readAt?: string;
}

interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/** Calls of `/api/eks-auto-mode/v1/` as a service principal. */
export class Product {
  constructor(
    private readonly baseUrl: string,
    private readonly token: string,
    private readonly signal?: AbortSignal,
  ) {}

  async call<T>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<T> {
    const response = await request(
      `${this.baseUrl}/api/eks-auto-mode/v1${path}`,
      {
        method,
        headers: {
          authorization: `Bearer ${this.token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: this.signal,
      },
    );
    const text = await response.body.text();
    if (response.statusCode >= 400) {
      throw new Error(
        `The product answered ${method} ${path} with ${
          response.statusCode
        }: ${text.slice(0, 1000)}`,
      );
    }
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  private async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({
        limit: '500',
        ...(cursor && { cursor }),
      });
      const page = await this.call<Page<T>>('GET', `${path}?${query}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return items;
  }

  /** The cluster by its ARN, once the product has found it. */
  async cluster(arn: string): Promise<Cluster> {
    for (;;) {
      const page = await this.call<Page<Cluster>>(
        'GET',
        `/clusters?${new URLSearchParams({ arn })}`,
      );
      const found = page.items.find(each => each.arn === arn);
      if (found) return found;
      await sleep(500, undefined, { signal: this.signal });
    }
  }

  /** Reads and judges anew, and waits for it. */
  async refresh(cluster: Cluster): Promise<Cluster> {
    const path = `/clusters/${encodeURIComponent(cluster.id)}`;
    await this.call('POST', `${path}/refresh`);
    for (;;) {
      const { state, message } = await this.call<{
        state: string;
        message: string;
      }>('GET', `${path}/refresh`);
      if (state === 'done') break;
      if (state === 'failed') {
        throw new Error(`The product could not read the cluster: ${message}`);
      }
      await sleep(250, undefined, { signal: this.signal });
    }
    return this.cluster(cluster.arn);
  }

  findings(cluster: Cluster): Promise<Finding[]> {
    return this.all(`/clusters/${encodeURIComponent(cluster.id)}/findings`);
  }

  async accept(cluster: Cluster, finding: Finding, reason: string) {
    await this.call(
      'POST',
      `/clusters/${encodeURIComponent(cluster.id)}/exceptions`,
      {
        findingId: finding.id,
        reason,
        expiresAt: new Date(Date.now() + 7 * 86_400_000).toISOString(),
      },
    );
  }

  makePlan(
    cluster: Cluster,
    options: { until: string; soakSeconds: number },
  ): Promise<Plan> {
    return this.call(
      'POST',
      `/clusters/${encodeURIComponent(cluster.id)}/plans`,
      options,
    );
  }

  /** Approves what the digest says, opens the gates that ask only for acknowledgement, and so starts the run. */
  approve(plan: Plan): Promise<Run> {
    return this.call('POST', `/plans/${plan.id}/approve`, {
      digest: plan.digest,
      comment: 'approved by the control-plane harness',
      acknowledge: plan.steps
        .filter(step => step.gate?.type === 'acknowledge')
        .map(step => step.id),
    });
  }

  run(id: string): Promise<Run> {
    return this.call('GET', `/runs/${id}`);
  }

  command(id: string, command: Record<string, string>): Promise<Run> {
    return this.call('POST', `/runs/${id}/commands`, command);
  }

  /** The newest backup, whatever became of it. */
  async lastBackup(cluster: Cluster): Promise<Backup | undefined> {
    const { items } = await this.call<Page<Backup & { createdAt: string }>>(
      'GET',
      `/clusters/${encodeURIComponent(cluster.id)}/backups`,
    );
    return items.sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
  }
}

const seconds = (step: RunStep) =>
  step.startedAt && step.endedAt
    ? (Date.parse(step.endedAt) - Date.parse(step.startedAt)) / 1000
    : null;

export function outcomeOf(run: Run): RunOutcome {
  return {
    state: run.state,
    steps: run.steps.map(step => ({
      id: step.id,
      state: step.state,
      seconds: seconds(step),
    })),
    blockedBy: run.blockedBy,
  };
}
