// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { thePlace, type PortalPlace } from './place';

export interface Problem {
  code: string;
  message: string;
  remedy: string;
  entityRef?: string;
}
export interface Blocked {
  what: string;
  now: string;
  remedy: string;
  code?: string;
  owner?: string;
  subject?: { kind?: string; namespace?: string; name?: string; arn?: string };
}
export interface Cluster {
  id: string;
  arn: string;
  name: string;
  entityRef?: string;
  owner?: string;
  verdict?: string;
  readAt?: string;
  problem?: Problem;
}
export interface ClusterDetail {
  summary: Cluster;
  headline: string;
  unreadParts: {
    part: string;
    reason: string;
    operation: string;
    message: string;
    remedy?: string;
  }[];
}
export interface Finding {
  id: string;
  code: string;
  severity: string;
  evidence: string;
  subject: { kind?: string; namespace?: string; name?: string; arn?: string };
  owner?: string;
}
export interface Plan {
  id: string;
  number: number;
  digest: string;
  blockedBy: { code: string; message: string }[];
  steps: { id: string; kind: string; gate?: { type: string } }[];
}
export interface Run {
  id: string;
  state: string;
  blockedBy: Blocked[];
  backupId?: string;
  steps: {
    id: string;
    kind: string;
    state: string;
    message?: string;
    blocked?: Blocked[];
  }[];
}
export interface Backup {
  id: string;
  state: string;
  error?: string;
  objects: number;
  unread: { what: string; reason: string; required: boolean }[];
}
export interface JournalEntry {
  sequence: number;
  type: string;
  message: string;
}

export interface Answer<T> {
  status: number;
  body: T;
  text: string;
}

interface ErrorBody {
  error: { name: string; message: string };
}

/** Escape sequences of a terminal that the logger itself colours its lines with. */
// eslint-disable-next-line no-control-regex
const COLOURS = /\u001b\[\d{1,2}m/g;

/** A portal as CI and a browser see it. Every answer is kept, to be searched for what it must not hold. */
export class Portal {
  readonly #answers: string;

  constructor(readonly place: PortalPlace) {
    this.#answers = path.join(
      thePlace().folder,
      `answers-${place.name}-${process.pid}.ndjson`,
    );
  }

  async ask<T>(
    method: 'GET' | 'POST' | 'DELETE',
    route: string,
    body?: object,
    token: string = this.place.token,
  ): Promise<Answer<T>> {
    const response = await fetch(
      `${this.place.url}/api/eks-auto-mode/v1${route}`,
      {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          // A connection kept for the next call is closed after five idle seconds: as long as a database
          // that does not answer is waited for.
          connection: 'close',
          ...(body && { 'content-type': 'application/json' }),
        },
        body: body && JSON.stringify(body),
      },
    );
    const text = await response.text();
    const headers = JSON.stringify([...response.headers]);
    fs.appendFileSync(
      this.#answers,
      `${method} ${route} ${response.status} ${headers} ${text}\n`,
    );
    return {
      status: response.status,
      text,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  /** The body of an answer that has to be a success. */
  async call<T>(
    method: 'GET' | 'POST' | 'DELETE',
    route: string,
    body?: object,
  ): Promise<T> {
    const answer = await this.ask<T>(method, route, body);
    if (answer.status >= 400) {
      throw new Error(`${method} ${route}: ${answer.status} ${answer.text}`);
    }
    return answer.body;
  }

  /** What a call that has to be refused is refused with. */
  async refusal(
    method: 'GET' | 'POST' | 'DELETE',
    route: string,
    body?: object,
  ): Promise<{ status: number; message: string }> {
    const answer = await this.ask<ErrorBody>(method, route, body);
    if (answer.status < 400) {
      throw new Error(`${method} ${route} was not refused: ${answer.text}`);
    }
    return { status: answer.status, message: answer.body.error.message };
  }

  /** Everything that the process has said so far, without the colours that its logger adds. */
  log(): string {
    return fs.readFileSync(this.place.log, 'utf8').replace(COLOURS, '');
  }

  /** The first line of the log that holds all of these; waits for it. */
  async logged(...parts: (string | RegExp)[]): Promise<string> {
    const holds = (line: string) =>
      parts.every(part =>
        typeof part === 'string' ? line.includes(part) : part.test(line),
      );
    return until(
      `a log line with ${parts.join(' and ')}`,
      20_000,
      async () => this.log().split('\n').find(holds),
      (line): line is string => line !== undefined,
    );
  }

  async cluster(name: string): Promise<Cluster> {
    const found = await until(
      `cluster ${name} is known`,
      90_000,
      async () => {
        const { items } = await this.call<{ items: Cluster[] }>(
          'GET',
          `/clusters?search=${name}`,
        );
        return items.find(each => each.name === name);
      },
      (each): each is Cluster => each !== undefined,
    );
    return found;
  }

  /** The cluster once it was read, whatever came of that. */
  async assessed(name: string): Promise<Cluster> {
    await this.cluster(name);
    return until(
      `cluster ${name} is assessed`,
      240_000,
      () => this.cluster(name),
      (cluster): cluster is Cluster => cluster.verdict !== undefined,
    );
  }

  async detail(name: string): Promise<ClusterDetail> {
    const { id } = await this.assessed(name);
    return this.call('GET', `/clusters/${encodeURIComponent(id)}`);
  }

  async findings(name: string): Promise<Finding[]> {
    const { id } = await this.assessed(name);
    const { items } = await this.call<{ items: Finding[] }>(
      'GET',
      `/clusters/${encodeURIComponent(id)}/findings?limit=500`,
    );
    return items;
  }

  /** {@link findings} of every page. */
  async allFindings(name: string): Promise<Finding[]> {
    const { id } = await this.assessed(name);
    const all: Finding[] = [];
    let cursor: string | undefined;
    do {
      const page: { items: Finding[]; nextCursor?: string } = await this.call(
        'GET',
        `/clusters/${encodeURIComponent(id)}/findings?limit=300${
          cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
        }`,
      );
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return all;
  }

  async plan(name: string, options: object = {}): Promise<Plan> {
    const { id } = await this.assessed(name);
    return this.call('POST', `/clusters/${encodeURIComponent(id)}/plans`, {
      soakSeconds: 0,
      ...options,
    });
  }

  approval(plan: Plan) {
    return {
      digest: plan.digest,
      comment: 'bad input',
      acknowledge: plan.steps
        .filter(step => step.gate?.type === 'acknowledge')
        .map(step => step.id),
    };
  }

  approve(plan: Plan): Promise<Run> {
    return this.call('POST', `/plans/${plan.id}/approve`, this.approval(plan));
  }

  /** Plans and starts what ends with the drain. */
  async start(name: string, until_: string = 'drain'): Promise<Run> {
    const plan = await this.plan(name, { until: until_ });
    if (plan.blockedBy.length > 0) {
      throw new Error(`${name}: ${JSON.stringify(plan.blockedBy)}`);
    }
    return this.approve(plan);
  }

  run(id: string): Promise<Run> {
    return this.call('GET', `/runs/${id}`);
  }

  /** The run once `holds` says so. */
  runOnce(
    id: string,
    what: string,
    holds: (run: Run) => boolean,
    timeoutMs = 180_000,
  ): Promise<Run> {
    return until(
      `run ${id} ${what}`,
      timeoutMs,
      () => this.run(id),
      (run): run is Run => holds(run),
    );
  }

  blocked(id: string): Promise<Run> {
    return this.runOnce(id, 'is blocked', run => run.state === 'blocked');
  }

  command(id: string, command: Record<string, string>): Promise<Run> {
    return this.call('POST', `/runs/${id}/commands`, command);
  }

  async journal(id: string): Promise<JournalEntry[]> {
    const all: JournalEntry[] = [];
    for (;;) {
      const { items } = await this.call<{ items: JournalEntry[] }>(
        'GET',
        `/runs/${id}/journal?limit=500&after=${all.at(-1)?.sequence ?? 0}`,
      );
      if (items.length === 0) return all;
      all.push(...items);
    }
  }

  async backUp(name: string): Promise<Backup> {
    const { id } = await this.assessed(name);
    const path_ = `/clusters/${encodeURIComponent(id)}/backups`;
    const { id: backupId } = await this.call<Backup>('POST', path_);
    return until(
      `the backup of ${name} is over`,
      90_000,
      () => this.call<Backup>('GET', `${path_}/${backupId}`),
      (backup): backup is Backup =>
        !['running', 'unverified'].includes(backup.state),
    );
  }
}

/** What `read` answers once `holds` says so; the last answer is in the error of a timeout. */
export async function until<T, S extends T>(
  what: string,
  timeoutMs: number,
  read: () => Promise<T>,
  holds: (value: T) => value is S,
): Promise<S> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > deadline) {
      throw new Error(
        `${what}: not after ${timeoutMs / 1000} s: ${JSON.stringify(value)}`,
      );
    }
    await sleep(300);
  }
}
