// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NormalizedSchema } from '@smithy/core/schema';
import type { WireRequest } from './request';
import { readText, writeText } from './scalars';

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Where the model binds a member of a REST structure. */
export function location(
  schema: NormalizedSchema,
):
  | { in: 'label' }
  | { in: 'query'; name: string }
  | { in: 'header'; name: string }
  | { in: 'prefix'; prefix: string }
  | { in: 'payload' }
  | { in: 'body' } {
  const traits = schema.getMergedTraits();
  if (traits.httpLabel) return { in: 'label' };
  const query = text(traits.httpQuery);
  if (query !== undefined) return { in: 'query', name: query };
  const header = text(traits.httpHeader);
  if (header !== undefined) return { in: 'header', name: header.toLowerCase() };
  const prefix = text(traits.httpPrefixHeaders);
  if (prefix !== undefined) {
    return { in: 'prefix', prefix: prefix.toLowerCase() };
  }
  return { in: traits.httpPayload ? 'payload' : 'body' };
}

/** The members that travel in path, query and headers. */
export function readBindings(
  schema: NormalizedSchema,
  request: WireRequest,
  labels: Record<string, string>,
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  if (schema.isUnitSchema()) return input;
  for (const [member, memberSchema] of schema.structIterator()) {
    const at = location(memberSchema);
    const set = (raw: string | undefined) => {
      if (raw !== undefined) {
        input[member] = readText(memberSchema, raw, member);
      }
    };
    if (at.in === 'label') {
      set(labels[member]);
    } else if (at.in === 'query') {
      if (memberSchema.isListSchema()) {
        const all = request.query.getAll(at.name);
        if (all.length > 0) {
          const item = memberSchema.getValueSchema();
          input[member] = all.map(v => readText(item, v, member));
        }
      } else {
        set(request.query.get(at.name) ?? undefined);
      }
    } else if (at.in === 'header') {
      const raw = request.headers[at.name];
      if (memberSchema.isListSchema()) {
        if (raw !== undefined) input[member] = raw.split(/,\s*/);
      } else {
        set(raw);
      }
    } else if (at.in === 'prefix') {
      input[member] = Object.fromEntries(
        Object.entries(request.headers)
          .filter(([name]) => name.startsWith(at.prefix))
          .map(([name, value]) => [name.slice(at.prefix.length), value]),
      );
    }
  }
  return input;
}

/** The members of an answer that travel in headers. */
export function writeHeaders(
  schema: NormalizedSchema,
  output: Record<string, unknown>,
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (schema.isUnitSchema()) return headers;
  for (const [member, memberSchema] of schema.structIterator()) {
    const value = output[member];
    if (value === undefined || value === null) continue;
    const at = location(memberSchema);
    if (at.in === 'header') {
      headers[at.name] = writeText(memberSchema, value, 'http-date');
    } else if (at.in === 'prefix' && typeof value === 'object') {
      for (const [k, v] of Object.entries(value)) {
        headers[at.prefix + k] = String(v);
      }
    }
  }
  return headers;
}
