// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { DateTime } from 'luxon';

/** "12 min ago", "in 3 h": the nearest unit that says enough. */
export function relative(iso: string, now: number = Date.now()): string {
  const seconds = (DateTime.fromISO(iso).toMillis() - now) / 1000;
  if (Number.isNaN(seconds)) {
    return iso;
  }
  const size = Math.abs(seconds);
  if (size < 5) {
    return 'just now';
  }
  return seconds < 0
    ? `${roughly(size)} ago`
    : // What was granted for 30 days a moment ago ends in 30.
      `in ${roughly(size, Math.round)}`;
}

/** One unit, rounded down unless told otherwise: "45 s", "12 min", "3 h", "4 d". */
export function roughly(seconds: number, round = Math.floor): string {
  if (seconds < 60) {
    return `${round(seconds)} s`;
  }
  if (seconds < 3600) {
    return `${round(seconds / 60)} min`;
  }
  if (seconds < 2 * 86400) {
    return `${round(seconds / 3600)} h`;
  }
  return `${round(seconds / 86400)} d`;
}

/** Two units at most: "1 h 10", "42 min", "3 min 20 s". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 600) {
    const rest = whole % 60;
    const minutes = Math.floor(whole / 60);
    return rest ? `${minutes} min ${rest} s` : `${minutes} min`;
  }
  const minutes = Math.round(whole / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours >= 48) {
    return `${Math.floor(hours / 24)} d`;
  }
  return rest ? `${hours} h ${String(rest).padStart(2, '0')}` : `${hours} h`;
}

/** "1 h 10 – 1 h 40", or one duration where both ends read the same. */
export function between(predicted: {
  minSeconds: number;
  maxSeconds: number;
}): string {
  const least = duration(predicted.minSeconds);
  const most = duration(predicted.maxSeconds);
  return least === most ? least : `${least} – ${most}`;
}

/** What a hover says: date, time and zone. */
export function exact(iso: string): string {
  const at = DateTime.fromISO(iso);
  return at.isValid ? at.toFormat('yyyy-LL-dd HH:mm:ss ZZZZ') : iso;
}
