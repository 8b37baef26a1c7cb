// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NormalizedSchema } from '@smithy/core/schema';
import { ApiError } from './apiError';

/** Where a scalar stands decides how a timestamp is written when the model does not say. */
export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

const BY_SCHEMA: Record<number, TimestampFormat | undefined> = {
  5: 'date-time',
  6: 'http-date',
  7: 'epoch-seconds',
};

function timestampFormat(
  schema: NormalizedSchema,
  fallback: TimestampFormat,
): TimestampFormat {
  const raw = schema.getSchema();
  return (typeof raw === 'number' ? BY_SCHEMA[raw] : undefined) ?? fallback;
}

function asDate(value: unknown): Date {
  const date = value instanceof Date ? value : new Date(String(value));
  if (Number.isNaN(date.getTime())) {
    throw new TypeError(`not a date: ${String(value)}`);
  }
  return date;
}

export function writeTimestamp(
  schema: NormalizedSchema,
  value: unknown,
  fallback: TimestampFormat,
): string | number {
  const date = asDate(value);
  switch (timestampFormat(schema, fallback)) {
    case 'date-time':
      return date.toISOString();
    case 'http-date':
      return date.toUTCString();
    default:
      return date.getTime() / 1000;
  }
}

/** A scalar as text, for query strings, headers and XML. */
export function writeText(
  schema: NormalizedSchema,
  value: unknown,
  fallback: TimestampFormat,
): string {
  if (schema.isTimestampSchema()) {
    return String(writeTimestamp(schema, value, fallback));
  }
  if (schema.isBlobSchema() && value instanceof Uint8Array) {
    return Buffer.from(value).toString('base64');
  }
  return String(value);
}

/** Reads a scalar from text; what the model does not allow is refused as the services do. */
export function readText(
  schema: NormalizedSchema,
  text: string,
  where: string,
): unknown {
  if (schema.isBooleanSchema()) {
    if (text === 'true') return true;
    if (text === 'false') return false;
    throw new ApiError(
      'MalformedInput',
      400,
      `${where} must be true or false, not '${text}'`,
    );
  }
  if (schema.isNumericSchema() || schema.isBigIntegerSchema()) {
    const number = Number(text);
    if (text.trim() === '' || !Number.isFinite(number)) {
      throw new ApiError(
        'MalformedInput',
        400,
        `${where} must be a number, not '${text}'`,
      );
    }
    return number;
  }
  if (schema.isTimestampSchema()) {
    const date = /^[\d.]+$/.test(text)
      ? new Date(Number(text) * 1000)
      : new Date(text);
    if (Number.isNaN(date.getTime())) {
      throw new ApiError('MalformedInput', 400, `${where} must be a date`);
    }
    return date;
  }
  if (schema.isBlobSchema()) return new Uint8Array(Buffer.from(text, 'base64'));
  return text;
}
