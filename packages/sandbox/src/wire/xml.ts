// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NormalizedSchema } from '@smithy/core/schema';
import { XMLParser } from 'fast-xml-parser';
import { ApiError } from './apiError';
import { readText, writeText } from './scalars';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
};

export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r]/g, c => ENTITIES[c]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function trait(schema: NormalizedSchema, name: 'xmlName'): string | undefined {
  const value: unknown = schema.getMergedTraits()[name];
  return typeof value === 'string' ? value : undefined;
}

function element(name: string, inner: string): string {
  return `<${name}>${inner}</${name}>`;
}

/** The content of one element; empty lists are written as an empty element, as AWS does. */
function content(schema: NormalizedSchema, value: unknown): string {
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw new TypeError('a list was expected');
    const item = schema.getValueSchema();
    const name = trait(item, 'xmlName') ?? 'member';
    return value.map(v => element(name, content(item, v))).join('');
  }
  if (schema.isMapSchema()) {
    if (!isRecord(value)) throw new TypeError('a map was expected');
    const keyName = trait(schema.getKeySchema(), 'xmlName') ?? 'key';
    const valueSchema = schema.getValueSchema();
    const valueName = trait(valueSchema, 'xmlName') ?? 'value';
    return Object.entries(value)
      .map(([k, v]) =>
        element(
          'entry',
          element(keyName, escapeXml(k)) +
            element(valueName, content(valueSchema, v)),
        ),
      )
      .join('');
  }
  if (schema.isStructSchema()) return writeMembers(schema, value);
  return escapeXml(writeText(schema, value, 'date-time'));
}

/** The members of a structure as elements, without the element of the structure itself. */
export function writeMembers(
  schema: NormalizedSchema,
  value: unknown,
  skip: (member: NormalizedSchema) => boolean = () => false,
): string {
  if (!isRecord(value)) throw new TypeError('a structure was expected');
  let text = '';
  for (const [member, memberSchema] of schema.structIterator()) {
    const v = value[member];
    if (v === undefined || v === null || skip(memberSchema)) continue;
    const ownName: unknown = memberSchema.getMemberTraits().xmlName;
    const name = typeof ownName === 'string' ? ownName : member;
    if (
      memberSchema.isListSchema() &&
      memberSchema.getMergedTraits().xmlFlattened &&
      Array.isArray(v)
    ) {
      const item = memberSchema.getValueSchema();
      text += v.map(i => element(name, content(item, i))).join('');
    } else {
      text += element(name, content(memberSchema, v));
    }
  }
  return text;
}

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
});

function list(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function readNode(
  schema: NormalizedSchema,
  node: unknown,
  where: string,
): unknown {
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    const items = schema.getMergedTraits().xmlFlattened
      ? list(node)
      : list(isRecord(node) ? node[trait(item, 'xmlName') ?? 'member'] : []);
    return items.map(n => readNode(item, n, where));
  }
  if (schema.isStructSchema()) {
    const result: Record<string, unknown> = {};
    if (!isRecord(node)) return result;
    for (const [member, memberSchema] of schema.structIterator()) {
      const ownName: unknown = memberSchema.getMemberTraits().xmlName;
      const child = node[typeof ownName === 'string' ? ownName : member];
      if (child !== undefined) {
        result[member] = readNode(memberSchema, child, `${where}.${member}`);
      }
    }
    return result;
  }
  return readText(schema, typeof node === 'string' ? node : '', where);
}

/** Reads the body of a REST-XML request by its schema. */
export function readXml(schema: NormalizedSchema, body: string): unknown {
  let parsed: unknown;
  try {
    parsed = parser.parse(body);
  } catch {
    throw new ApiError(
      'MalformedXML',
      400,
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  const root = isRecord(parsed) ? Object.values(parsed).find(isRecord) : {};
  return readNode(schema, root, 'body');
}
