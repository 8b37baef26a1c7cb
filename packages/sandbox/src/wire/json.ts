// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NormalizedSchema } from '@smithy/core/schema';
import { ApiError } from './apiError';
import { readText, writeTimestamp } from './scalars';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonName(schema: NormalizedSchema, member: string): string {
  const name: unknown = schema.getMergedTraits().jsonName;
  return typeof name === 'string' ? name : member;
}

/** Reads a JSON value by its schema; an unknown member or a wrong type is refused, as AWS does. */
export function readJson(
  schema: NormalizedSchema,
  value: unknown,
  where = 'body',
): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.isDocumentSchema()) return value;
  const wrong = (wanted: string) =>
    new ApiError('SerializationException', 400, `${where} must be ${wanted}`);
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw wrong('a list');
    const item = schema.getValueSchema();
    return value.map((v, i) => readJson(item, v, `${where}[${i}]`));
  }
  if (schema.isMapSchema()) {
    if (!isRecord(value)) throw wrong('a map');
    const item = schema.getValueSchema();
    return Object.fromEntries(
      Object.entries(value).map(([k, v]) => [
        k,
        readJson(item, v, `${where}.${k}`),
      ]),
    );
  }
  if (schema.isStructSchema()) {
    if (!isRecord(value)) throw wrong('a structure');
    const result: Record<string, unknown> = {};
    for (const [member, memberSchema] of schema.structIterator()) {
      const raw = value[jsonName(memberSchema, member)];
      const read = readJson(memberSchema, raw, `${where}.${member}`);
      if (read !== undefined) result[member] = read;
    }
    return result;
  }
  if (schema.isBooleanSchema()) {
    if (typeof value !== 'boolean') throw wrong('true or false');
    return value;
  }
  if (schema.isNumericSchema()) {
    if (typeof value !== 'number') throw wrong('a number');
    return value;
  }
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw wrong('text');
  }
  return readText(schema, String(value), where);
}

export function writeJson(schema: NormalizedSchema, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.isDocumentSchema()) return value;
  if (schema.isListSchema() && Array.isArray(value)) {
    const item = schema.getValueSchema();
    return value.map(v => writeJson(item, v));
  }
  if (schema.isMapSchema() && isRecord(value)) {
    const item = schema.getValueSchema();
    return Object.fromEntries(
      Object.entries(value).map(([k, v]) => [k, writeJson(item, v)]),
    );
  }
  if (schema.isStructSchema() && isRecord(value)) {
    const result: Record<string, unknown> = {};
    for (const [member, memberSchema] of schema.structIterator()) {
      const written = writeJson(memberSchema, value[member]);
      if (written !== undefined) {
        result[jsonName(memberSchema, member)] = written;
      }
    }
    return result;
  }
  if (schema.isTimestampSchema()) {
    return writeTimestamp(schema, value, 'epoch-seconds');
  }
  if (schema.isBlobSchema() && value instanceof Uint8Array) {
    return Buffer.from(value).toString('base64');
  }
  return value;
}
