// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  read,
  unread,
  type Read,
  type Unread,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import type { ClusterSession } from '../clusters/session';
import { turn } from '../turns';
import type { RegionReads } from './regionReads';
import { unreadOf, type Asker } from './unread';

/** What every reader of a part is given. */
export interface Reading {
  session: ClusterSession;
  asker: Asker;
  regions: RegionReads;
  signal: AbortSignal;
}

/** Something that another part is made of was not read; carries why. */
export class PartUnreadError extends Error {
  constructor(readonly why: Unread) {
    super(why.message);
    this.name = 'PartUnreadError';
  }
}

/** The value of a part that was read, wholly or not. */
export function valueOf<T>(reading: Read<T>): T {
  if (reading.state === 'unread') throw new PartUnreadError(reading.unread);
  return reading.value;
}

function reasonOf(error: unknown, operation: string, reading: Reading): Unread {
  // Nothing is known of a reading that was called off.
  reading.signal.throwIfAborted();
  return error instanceof PartUnreadError
    ? error.why
    : unreadOf(error, operation, reading.asker);
}

/** What a reader of one part reports children with that it could not read. */
export type Missing = { what: string; unread: Unread }[];

/**
 * Reads one part; a failure is told, not thrown. Only an abort goes through.
 *
 * @param operation - what is told to have failed: `eks:ListNodegroups`, `list apps/v1/deployments`.
 */
export async function part<T>(
  reading: Reading,
  operation: string,
  make: (missing: Missing) => Promise<T>,
): Promise<Read<T>> {
  const missing: Missing = [];
  try {
    // Two dozen parts begin at once; each call takes a millisecond to write and to sign.
    await turn();
    return read(await make(missing), missing);
  } catch (error) {
    return unread(reasonOf(error, operation, reading));
  }
}

/** Describes each child of a list at the same time; one that fails is missing, the others stand. */
export async function children<C, T>(
  reading: Reading,
  operation: string,
  names: readonly C[],
  missing: Missing,
  describe: (child: C) => Promise<T | undefined>,
): Promise<T[]> {
  const described = await Promise.all(
    names.map(async child => {
      try {
        await turn();
        return await describe(child);
      } catch (error) {
        missing.push({
          what: String(child),
          unread: reasonOf(error, operation, reading),
        });
        return undefined;
      }
    }),
  );
  return described.filter((one): one is Awaited<T> & T => one !== undefined);
}

/** All pages of a list call. */
export async function pages<T>(
  next: (token: string | undefined) => Promise<{ items?: T[]; token?: string }>,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const page = await next(token);
    all.push(...(page.items ?? []));
    token = page.token || undefined;
  } while (token);
  return all;
}

/** ISO 8601 of what the SDK gives as a Date. */
export function iso(date: Date | undefined): string | undefined {
  return date?.toISOString();
}

/** An object without its undefined fields: what is compared, digested and stored has none. */
export function compact<T extends object>(object: T): T {
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) Reflect.deleteProperty(object, key);
  }
  return object;
}
