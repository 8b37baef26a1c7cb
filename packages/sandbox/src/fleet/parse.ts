// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { fleetSchema, type Fleet } from './schema';

/** Checks a fleet; every fault is named with its place in the file. */
export function checkFleet(value: unknown, source: string): Fleet {
  const parsed = fleetSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    issue =>
      `  ${issue.path.map(String).join('.') || '(root)'}: ${issue.message}`,
  );
  throw new Error(`${source} is not a fleet:\n${issues.join('\n')}`);
}

export function parseFleet(text: string, source: string): Fleet {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, merge: true });
  if (document.errors.length > 0) {
    throw new Error(`${source} is not YAML: ${document.errors[0].message}`);
  }
  const value: unknown = document.toJS({ maxAliasCount: -1 });
  // Keys that start with x- hold anchors to be used elsewhere in the file.
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return checkFleet(
      Object.fromEntries(
        Object.entries(value).filter(([key]) => !key.startsWith('x-')),
      ),
      source,
    );
  }
  return checkFleet(value, source);
}

export async function readFleet(path: string): Promise<Fleet> {
  return parseFleet(await readFile(path, 'utf8'), path);
}
