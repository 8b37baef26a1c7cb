// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@backstage/errors';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../api/objects';

/** One object of a directory, with the file it stands in. */
export interface Manifest {
  file: string;
  object: KubeObject;
}

/** What was not applied, and why, in the server's words where the server said it. */
export interface NotApplied {
  file: string;
  apiVersion?: string;
  kind?: string;
  namespace?: string;
  name?: string;
  message: string;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async entry => {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(full);
      return entry.isFile() && /\.(ya?ml|json)$/i.test(entry.name)
        ? [full]
        : [];
    }),
  );
  return found.flat();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a List, at any depth; items of a typed list (`ConfigMapList`) take its kind where they have none. */
export function flatten(value: unknown): unknown[] {
  if (
    !isRecord(value) ||
    typeof value.kind !== 'string' ||
    !value.kind.endsWith('List') ||
    !Array.isArray(value.items)
  ) {
    return [value];
  }
  const { apiVersion } = value;
  const kind = value.kind.slice(0, -'List'.length);
  return value.items.flatMap(item =>
    flatten(
      isRecord(item) && kind !== '' ? { apiVersion, kind, ...item } : item,
    ),
  );
}

function isObject(value: unknown): value is KubeObject {
  return (
    isRecord(value) &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    isRecord(value.metadata) &&
    (typeof value.metadata.name === 'string' ||
      typeof value.metadata.generateName === 'string')
  );
}

/** The objects of one file's text. */
export function parseManifests(
  file: string,
  text: string,
): { manifests: Manifest[]; notApplied: NotApplied[] } {
  const manifests: Manifest[] = [];
  const notApplied: NotApplied[] = [];
  for (const document of parseAllDocuments(text)) {
    if (document.errors.length > 0) {
      notApplied.push({ file, message: document.errors[0].message });
      continue;
    }
    const parsed: unknown = document.toJS({ maxAliasCount: 1000 });
    if (parsed === null || parsed === undefined) continue;
    for (const value of flatten(parsed)) {
      if (isObject(value)) manifests.push({ file, object: value });
      else {
        notApplied.push({
          file,
          message: 'not a Kubernetes object: no apiVersion, kind or name',
        });
      }
    }
  }
  return { manifests, notApplied };
}

/** Everything in a directory, recursively, by name. */
export async function readManifests(
  folder: string,
): Promise<{ manifests: Manifest[]; notApplied: NotApplied[] }> {
  const stat = await fs.stat(folder).catch(() => undefined);
  if (!stat?.isDirectory()) {
    throw new InputError(`${folder} is not a directory`);
  }
  const names = (await filesIn(folder))
    .map(full => path.relative(folder, full))
    .sort();
  const manifests: Manifest[] = [];
  const notApplied: NotApplied[] = [];
  for (const name of names) {
    const text = await fs.readFile(path.join(folder, name), 'utf8');
    const read = parseManifests(name, text);
    manifests.push(...read.manifests);
    notApplied.push(...read.notApplied);
  }
  return { manifests, notApplied };
}
