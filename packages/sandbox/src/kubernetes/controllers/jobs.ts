// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { controller } from '../causes';
import {
  CronJob,
  Job,
  Pod,
  isFinished,
  isKind,
  isReady,
  keyOf,
  timestamp,
  uidOf,
  withCondition,
} from '../model';
import { ownedBy } from '../objects';
import { types } from '../resources';
import type { Change } from '../store';
import { Controller, World, ownersOf } from '../world';
import { createPod } from './pods';

const CAUSE = controller('job');
const CRON_CAUSE = controller('cronjob');

/** Jobs run their pods to the end. */
export class Jobs implements Controller {
  constructor(private readonly world: World) {}

  resume(): void {
    for (const key of this.world.store.table(types.jobs).objects.keys())
      this.#enqueue(key);
  }

  onChange(change: Change): void {
    if (isKind(change.object, 'Job') && change.type !== 'DELETED')
      this.#enqueue(keyOf(change.object));
    else if (isKind(change.object, 'Pod')) {
      for (const { name, namespace } of ownersOf(change, 'Job'))
        this.#enqueue(`${namespace}/${name}`);
    }
  }

  #enqueue(key: string): void {
    this.world.loop.enqueue(`job ${key}`, () => this.#reconcile(key));
  }

  #reconcile(key: string): void {
    const { store } = this.world;
    const job = store.table<Job>(types.jobs).objects.get(key);
    if (!job || job.metadata.deletionTimestamp) return;
    const { completions = 1, parallelism = 1, suspend } = job.spec;
    const pods = store.controlledBy<Pod>(types.pods, uidOf(job));
    const succeeded = Math.max(
      job.status?.succeeded ?? 0,
      pods.filter(p => p.status?.phase === 'Succeeded').length,
    );
    const active = pods.filter(
      p => !isFinished(p) && !p.metadata.deletionTimestamp,
    );
    const now = store.now();
    const complete = succeeded >= completions;
    if (!complete && !suspend) {
      const wanted = Math.min(parallelism, completions - succeeded);
      for (let missing = wanted - active.length; missing > 0; missing--) {
        createPod(this.world, job, job.spec.template, CAUSE);
      }
    }
    const standing = store
      .controlledBy<Pod>(types.pods, uidOf(job))
      .filter(p => !isFinished(p) && !p.metadata.deletionTimestamp);
    let { conditions } = job.status ?? {};
    for (const type of complete ? ['SuccessCriteriaMet', 'Complete'] : []) {
      conditions = withCondition(
        conditions,
        {
          type,
          status: 'True',
          reason: 'CompletionsReached',
          message: 'Reached expected number of succeeded pods',
        },
        now,
      );
    }
    const status: Job['status'] = {
      startTime: job.status?.startTime ?? timestamp(now),
      ...(standing.length ? { active: standing.length } : {}),
      ready: standing.filter(isReady).length,
      succeeded,
      ...(complete
        ? { completionTime: job.status?.completionTime ?? timestamp(now) }
        : {}),
      ...(conditions ? { conditions } : {}),
    };
    const current = store.table<Job>(types.jobs).objects.get(key);
    if (current) store.update(types.jobs, { ...current, status }, CAUSE, true);
    if (complete && job.spec.ttlSecondsAfterFinished !== undefined) {
      this.world.loop.after(
        `job-ttl ${uidOf(job)}`,
        job.spec.ttlSecondsAfterFinished * 1000,
        () => {
          const ended = store.table<Job>(types.jobs).objects.get(key);
          if (ended?.metadata.uid === job.metadata.uid && ended)
            this.world.objects.delete(
              types.jobs,
              ended,
              { propagation: 'Background' },
              CAUSE,
            );
        },
      );
    }
  }
}

/** CronJobs start their Jobs at the minutes that their schedule names. */
export class CronJobs implements Controller {
  constructor(private readonly world: World) {}

  resume(): void {
    for (const cron of this.world.store
      .table<CronJob>(types.cronJobs)
      .objects.values())
      this.#arm(cron);
  }

  onChange(change: Change): void {
    if (isKind(change.object, 'CronJob') && change.type !== 'DELETED')
      this.#arm(change.object);
    else if (isKind(change.object, 'Job')) {
      for (const { name, namespace } of ownersOf(change, 'CronJob')) {
        this.world.loop.enqueue(`cronjob ${namespace}/${name}`, () =>
          this.#tidy(`${namespace}/${name}`),
        );
      }
    }
  }

  #arm(cron: CronJob): void {
    const key = keyOf(cron);
    const next = nextRun(cron.spec.schedule, this.world.store.now());
    if (!next || cron.spec.suspend) {
      this.world.loop.cancel(`cron ${key}`);
      return;
    }
    this.world.loop.after(
      `cron ${key}`,
      next.getTime() - this.world.store.now().getTime(),
      () => this.#run(key),
    );
  }

  #run(key: string): void {
    const { store, objects } = this.world;
    const cron = store.table<CronJob>(types.cronJobs).objects.get(key);
    if (!cron || cron.spec.suspend || cron.metadata.deletionTimestamp) return;
    const busy = store
      .controlledBy<Job>(types.jobs, uidOf(cron))
      .some(j => !j.status?.completionTime);
    if (!busy || cron.spec.concurrencyPolicy !== 'Forbid') {
      const minute = Math.floor(store.now().getTime() / 60_000);
      const { metadata, spec } = cron.spec.jobTemplate;
      const job: Job = {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {
          name: `${cron.metadata.name}-${minute}`,
          namespace: cron.metadata.namespace,
          labels: metadata?.labels ?? {},
          ownerReferences: [ownedBy(cron)],
        },
        spec,
      };
      if (!store.table(types.jobs).objects.has(keyOf(job)))
        objects.create(types.jobs, job, CRON_CAUSE);
      store.update(
        types.cronJobs,
        {
          ...cron,
          status: { ...cron.status, lastScheduleTime: timestamp(store.now()) },
        },
        CRON_CAUSE,
        true,
      );
    }
    const current = store.table<CronJob>(types.cronJobs).objects.get(key);
    if (current) this.#arm(current);
  }

  #tidy(key: string): void {
    const { store, objects } = this.world;
    const cron = store.table<CronJob>(types.cronJobs).objects.get(key);
    if (!cron) return;
    const jobs = store.controlledBy<Job>(types.jobs, uidOf(cron));
    const active = jobs
      .filter(j => !j.status?.completionTime)
      .map(j => ({ name: j.metadata.name }));
    const ended = jobs
      .filter(j => j.status?.completionTime)
      .sort((a, b) => (a.metadata.name < b.metadata.name ? 1 : -1));
    for (const job of ended.slice(cron.spec.successfulJobsHistoryLimit ?? 3))
      objects.delete(
        types.jobs,
        job,
        { propagation: 'Background' },
        CRON_CAUSE,
      );
    store.update(
      types.cronJobs,
      { ...cron, status: { ...cron.status, active } },
      CRON_CAUSE,
      true,
    );
  }
}

const RANGES: [number, number][] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
];

const MACROS: Record<string, string> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
};

/** The next minute that a schedule of five fields names, within a week; named macros are spelt out. */
export function nextRun(schedule: string, after: Date): Date | undefined {
  const spelt = MACROS[schedule.trim()] ?? schedule;
  const fields = spelt.trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const accepts = fields.map((field, index) => accepted(field, RANGES[index]));
  const time = new Date(after);
  time.setUTCSeconds(0, 0);
  for (let minutes = 0; minutes < 8 * 24 * 60; minutes++) {
    time.setUTCMinutes(time.getUTCMinutes() + 1);
    const parts = [
      time.getUTCMinutes(),
      time.getUTCHours(),
      time.getUTCDate(),
      time.getUTCMonth() + 1,
      time.getUTCDay(),
    ];
    if (parts.every((part, index) => accepts[index].has(part))) return time;
  }
  return undefined;
}

function accepted(field: string, [low, high]: [number, number]): Set<number> {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [range, step = '1'] = part.split('/');
    let [from, to] = [low, high];
    if (range.includes('-')) [from, to] = range.split('-').map(Number);
    else if (range !== '*') {
      from = Number(range);
      if (!part.includes('/')) to = from;
    }
    for (let value = from; value <= to; value += Math.max(1, Number(step)))
      values.add(value % 7 === 0 && high === 6 ? 0 : value);
  }
  return values;
}
