// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NormalizedSchema } from '@smithy/core/schema';
import { requiredMembers } from './operations';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What of a value does not fit its schema: required members that miss, members the model does not know, wrong types. */
export function problems(
  schema: NormalizedSchema,
  value: unknown,
  where = '',
): string[] {
  if (value === undefined || value === null) return [];
  if (schema.isUnitSchema() || schema.isDocumentSchema()) return [];
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) return [`${where}: a list was expected`];
    const item = schema.getValueSchema();
    return value.flatMap((v, i) => problems(item, v, `${where}[${i}]`));
  }
  if (schema.isMapSchema()) {
    if (!isRecord(value)) return [`${where}: a map was expected`];
    const item = schema.getValueSchema();
    return Object.entries(value).flatMap(([k, v]) =>
      problems(item, v, `${where}.${k}`),
    );
  }
  if (schema.isStructSchema()) {
    if (!isRecord(value)) return [`${where}: a structure was expected`];
    const members = schema.getMemberSchemas();
    const missing = requiredMembers(schema)
      .filter(name => value[name] === undefined)
      .map(name => `${where}.${name}: required`);
    const wrong = Object.entries(value).flatMap(([name, v]) =>
      members[name]
        ? problems(members[name], v, `${where}.${name}`)
        : [`${where}.${name}: unknown to the model`],
    );
    return [...missing, ...wrong];
  }
  if (schema.isBlobSchema()) return [];
  if (schema.isTimestampSchema()) {
    const date = value instanceof Date ? value : new Date(String(value));
    return Number.isNaN(date.getTime()) ? [`${where}: not a date`] : [];
  }
  const type = typeof value;
  if (schema.isBooleanSchema() && type !== 'boolean') {
    return [`${where}: true or false was expected`];
  }
  if (schema.isNumericSchema() && type !== 'number') {
    return [`${where}: a number was expected`];
  }
  if (schema.isStringSchema() && type !== 'string') {
    return [`${where}: text was expected`];
  }
  return [];
}

/** Required members that a request lacks, outermost first. */
export function missingMembers(
  schema: NormalizedSchema,
  value: unknown,
): string[] {
  return problems(schema, value)
    .filter(p => p.endsWith(': required'))
    .map(p => p.slice(1, -': required'.length));
}
