// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { dayOf, daysBefore } from '../assessments/daily';
import { forecast } from '../assessments/forecast';
import type { BlockerTrend } from '../assessments/historyStore';
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

/** Summed by what `keyOf` says, the most first, and no more than are shown. */
function mostBlockers(
  trends: readonly BlockerTrend[],
  keyOf: (trend: BlockerTrend) => string | undefined,
): { key?: string; blockers: number; before: number }[] {
  const sums = new Map<
    string | undefined,
    { blockers: number; before: number }
  >();
  for (const trend of trends) {
    const key = keyOf(trend);
    const sum = sums.get(key) ?? { blockers: 0, before: 0 };
    sum.blockers += trend.blockers;
    sum.before += trend.before;
    sums.set(key, sum);
  }
  return [...sums]
    .map(([key, sum]) => ({ key, ...sum }))
    .filter(one => one.blockers > 0 || one.before > 0)
    .sort(
      (a, b) =>
        b.blockers - a.blockers ||
        b.before - a.before ||
        (a.key ?? '').localeCompare(b.key ?? ''),
    )
    .slice(0, MOST_TRENDS);
}

export function registerBurnDown(router: ApiRouter, context: ApiContext): void {
  const { access, clusters, history } = context;

  router.get('/v1/burn-down', async (req, res) => {
    const caller = await access.caller(req);
    const { owner, days: back = DAYS } = req.query;
    const ref = owner === undefined ? undefined : ownerRef(owner);
    const items = await clusters.all();
    const visible = await access.visible(caller, items);
    const ids = (of: typeof visible) => of.map(cluster => cluster.id);
    const all = visible.length === items.length ? 'all' : ids(visible);
    const scope = {
      clusterIds: ref
        ? ids(visible.filter(cluster => cluster.owner === ref))
        : all,
      findingClusterIds: all,
      owner: ref,
    } as const;
    const days = await history.fleet(
      scope,
      chartDays(dayOf(context.now()), back),
    );
    const trends = await history.trends(
      scope,
      days[0]?.day ?? dayOf(context.now()),
    );
    const titles = new Map(
      context.checks.map(check => [check.code, check.title]),
    );
    res.json({
      targetDate: context.targetDate,
      days,
      forecast: forecast(
        days.map(day => ({ day: day.day, left: day.clusters - day.migrated })),
      ),
      owners: ref
        ? []
        : mostBlockers(trends, trend => trend.owner).map(
            ({ key, ...counts }) => ({ owner: key, ...counts }),
          ),
      codes: mostBlockers(trends, trend => trend.code).map(
        ({ key: code = '', ...counts }) => ({
          code,
          title: titles.get(code),
          ...counts,
        }),
      ),
    });
  });
}
