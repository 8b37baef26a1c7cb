// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { count } from '../../words/amounts';

const DAY_MS = 86_400_000;

/** What is left to migrate on a day. */
export const leftOn = (day: api.BurnDownDay): number =>
  day.clusters - day.migrated;

const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** The answer before the chart: how many are left, at which pace, and whether that is in time. */
export function burnDownWords(burnDown: api.BurnDown): string {
  const { days, forecast, targetDate } = burnDown;
  const last = days.at(-1);
  if (!last) return 'Nothing is known of any day yet.';
  const left = leftOn(last);
  if (last.clusters > 0 && left === 0)
    return `All ${count(last.clusters, 'cluster')} are migrated.`;
  const begin = `${left} of ${count(last.clusters, 'cluster')} ${
    left === 1 ? 'is' : 'are'
  } left to migrate.`;
  const by = targetDate ? ` The target is ${targetDate}` : '';
  if (!forecast) return by ? `${begin}${by}.` : begin;
  if (!forecast.day)
    return `${begin} The number has not fallen in four weeks${
      targetDate ? `; the target is ${targetDate}` : ''
    }.`;
  const pace = `${begin} At ${forecast.perWeek} a week the last one moves on ${forecast.day}`;
  if (!targetDate) return `${pace}.`;
  const late = daysBetween(targetDate, forecast.day);
  if (late > 0) return `${pace}, ${count(late, 'day')} after the target.`;
  return late === 0
    ? `${pace}, on the day of the target.`
    : `${pace}, ${count(-late, 'day')} before the target.`;
}
