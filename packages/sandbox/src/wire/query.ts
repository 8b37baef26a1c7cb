// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NormalizedSchema } from '@smithy/core/schema';
import { ApiError } from './apiError';
import { readText } from './scalars';

/** A query request as a tree: `Filter.1.Value.2=x` stands at Filter → 1 → Value → 2. */
interface Node {
  text?: string;
  children: Map<string, Node>;
}

function tree(parameters: URLSearchParams): Node {
  const root: Node = { children: new Map() };
  for (const [key, value] of parameters) {
    let node = root;
    for (const part of key.split('.')) {
      let child = node.children.get(part);
      if (!child) {
        child = { children: new Map() };
        node.children.set(part, child);
      }
      node = child;
    }
    node.text = value;
  }
  return root;
}

type Dialect = 'query' | 'ec2';

function text(traits: object, name: string): string | undefined {
  const value: unknown = new Map(Object.entries(traits)).get(name);
  return typeof value === 'string' ? value : undefined;
}

function memberKey(
  schema: NormalizedSchema,
  member: string,
  dialect: Dialect,
): string {
  const traits = schema.getMergedTraits();
  const xmlName = text(traits, 'xmlName');
  if (dialect === 'query') return xmlName ?? member;
  const own = text(traits, 'ec2QueryName');
  const name = own ?? xmlName ?? member;
  return own ?? name[0].toUpperCase() + name.slice(1);
}

function numbered(node: Node): Node[] {
  return [...node.children]
    .filter(([key]) => /^\d+$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}

function read(
  schema: NormalizedSchema,
  node: Node,
  dialect: Dialect,
  where: string,
): unknown {
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    const flat = dialect === 'ec2' || schema.getMergedTraits().xmlFlattened;
    const holder = flat
      ? node
      : node.children.get(text(item.getMergedTraits(), 'xmlName') ?? 'member');
    return numbered(holder ?? { children: new Map() }).map((child, i) =>
      read(item, child, dialect, `${where}.${i + 1}`),
    );
  }
  if (schema.isMapSchema()) {
    const entries = schema.getMergedTraits().xmlFlattened
      ? node
      : node.children.get('entry') ?? { children: new Map() };
    return Object.fromEntries(
      numbered(entries).map(entry => [
        entry.children.get('key')?.text ?? '',
        read(
          schema.getValueSchema(),
          entry.children.get('value') ?? { children: new Map() },
          dialect,
          where,
        ),
      ]),
    );
  }
  if (schema.isStructSchema()) {
    const result: Record<string, unknown> = {};
    const known = new Set<string>();
    for (const [member, memberSchema] of schema.structIterator()) {
      const key = memberKey(memberSchema, member, dialect);
      known.add(key);
      const child = node.children.get(key);
      if (child) {
        result[member] = read(memberSchema, child, dialect, `${where}${key}.`);
      }
    }
    for (const key of node.children.keys()) {
      if (!known.has(key)) {
        throw new ApiError(
          'UnknownParameter',
          400,
          `The parameter ${where}${key} is not recognized`,
        );
      }
    }
    return result;
  }
  return readText(schema, node.text ?? '', where);
}

export function readQuery(
  schema: NormalizedSchema,
  parameters: URLSearchParams,
  dialect: Dialect,
): unknown {
  const root = tree(parameters);
  for (const key of ['Action', 'Version']) root.children.delete(key);
  return schema.isUnitSchema() ? {} : read(schema, root, dialect, '');
}
