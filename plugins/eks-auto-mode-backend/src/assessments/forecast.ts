// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { daysBefore } from './daily';

const DAY_MS = 86_400_000;
/** The pace is that of the last four weeks. */
const PACE_DAYS = 28;
/** Over a shorter time a pace says nothing. */
const FEWEST_DAYS = 7;

/** What is left to migrate on a day. */
export interface LeftOn {
  day: string;
  left: number;
}

/**
 * How many clusters are done a week, and on which day the last one would be at that pace. Nothing is
 * said before a week is known; no day where the number does not fall.
 */
export function forecast(
  points: readonly LeftOn[],
): { perWeek: number; day?: string } | undefined {
  const last = points.at(-1);
  if (!last) return undefined;
  const since = daysBefore(last.day, PACE_DAYS);
  const first = points.find(point => point.day >= since);
  if (!first) return undefined;
  const days =
    (Date.parse(`${last.day}T00:00:00Z`) -
      Date.parse(`${first.day}T00:00:00Z`)) /
    DAY_MS;
  if (days < FEWEST_DAYS) return undefined;
  const perDay = (first.left - last.left) / days;
  const perWeek = Math.round(perDay * 70) / 10;
  return perDay > 0 && last.left > 0
    ? { perWeek, day: daysBefore(last.day, -Math.ceil(last.left / perDay)) }
    : { perWeek };
}
