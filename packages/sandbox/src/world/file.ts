// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Dates keep their type over a restart. */
function replacer(this: unknown, key: string, value: unknown): unknown {
  const raw: unknown =
    typeof this === 'object' && this !== null
      ? Reflect.get(this, key)
      : undefined;
  return raw instanceof Date ? { $date: raw.toISOString() } : value;
}

function reviver(_key: string, value: unknown): unknown {
  if (
    typeof value === 'object' &&
    value !== null &&
    '$date' in value &&
    typeof value.$date === 'string'
  ) {
    return new Date(value.$date);
  }
  return value;
}

export function serialise(value: unknown): string {
  return JSON.stringify(value, replacer);
}

export function deserialise(text: string): unknown {
  return JSON.parse(text, reviver);
}

/** The file is not there. Judged by its code: errors of Node's own modules come from another realm under test. */
export function isAbsent(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ENOENT'
  );
}

export async function readState(path: string): Promise<unknown> {
  try {
    return deserialise(await readFile(path, 'utf8'));
  } catch (error) {
    if (isAbsent(error)) {
      return undefined;
    }
    throw new Error(
      `The state in ${path} cannot be read; start with --reset to begin anew`,
      { cause: error },
    );
  }
}

/** The old state stays whole until the new one is. */
export async function writeState(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const next = `${path}.next`;
  await writeFile(next, serialise(value));
  await rename(next, path);
}
