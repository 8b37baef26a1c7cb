// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { dayOf, daysBefore } from '../assessments/daily';
import { forecast } from '../assessments/forecast';
import type { ApiContext, ApiRouter } from './context';
import { ownerRef } from './ownerRef';

const DAYS = 90;
/** A chart shows no more; over a longer time every second, third… day is taken. */
const MOST_POINTS = 60;
const MOST_TRENDS = 10;

/** Days until `last`, itself included, oldest first. */
export function chartDays(last: string, days: number): string[] {
  const step = Math.ceil(days / MOST_POINTS);
  const count = Math.floor(days / step) + 1;
  return Array.from({ length: count }, (_, at) =>
    daysBefore(last, at * step),
  ).reverse();
}

export function registerBurnDown(router: ApiRouter, context: ApiContext): void {
  const { access, clusters, history } = context;

  router.get('/v1/burn-down', async (req, res) => {
    const caller = await access.caller(req);
    const { owner, days: back = DAYS } = req.query;
    const ref = owner === undefined ? undefined : ownerRef(owner);
    const { items } = await clusters.list({ limit: 5000 });
    const visible = await access.visible(caller, items);
    const ids = (of: typeof visible) => of.map(cluster => cluster.id);
    const scope = {
      clusterIds: ids(
        ref ? visible.filter(cluster => cluster.owner === ref) : visible,
      ),
      findingClusterIds: ids(visible),
      owner: ref,
    };
    const days = await history.fleet(
      scope,
      chartDays(dayOf(context.now()), back),
    );
    const since = days[0]?.day ?? dayOf(context.now());
    const owners = ref
      ? []
      : await history.trends(scope, 'owner', since, MOST_TRENDS);
    const codes = await history.trends(scope, 'code', since, MOST_TRENDS);
    const titles = new Map(
      context.checks.map(check => [check.code, check.title]),
    );
    res.json({
      targetDate: context.targetDate,
      days,
      forecast: forecast(
        days.map(day => ({ day: day.day, left: day.clusters - day.migrated })),
      ),
      owners: owners.map(({ key, blockers, before }) => ({
        owner: key === '' ? undefined : key,
        blockers,
        before,
      })),
      codes: codes.map(({ key, blockers, before }) => ({
        code: key,
        title: titles.get(key),
        blockers,
        before,
      })),
    });
  });
}
