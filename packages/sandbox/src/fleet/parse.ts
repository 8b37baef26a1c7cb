// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { fleetSchema, type Fleet } from './schema';

type Fields = Record<string, unknown>;

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

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fields(value: unknown, what: string): Fields {
  if (value === undefined) return {};
  if (!isFields(value)) throw new Error(`${what} is no mapping`);
  return value;
}

/** The file's keys; those that start with x- hold anchors to be used elsewhere in it. */
function documentOf(text: string, source: string): Fields {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, merge: true });
  if (document.errors.length > 0) {
    throw new Error(`${source} is not YAML: ${document.errors[0].message}`);
  }
  const value: unknown = document.toJS({ maxAliasCount: -1 });
  return Object.fromEntries(
    Object.entries(fields(value, source)).filter(
      ([key]) => !key.startsWith('x-'),
    ),
  );
}

export function parseFleet(text: string, source: string): Fleet {
  return checkFleet(documentOf(text, source), source);
}

/** What a cluster says itself goes before the defaults; of `kubernetes:` each key by itself. */
function withDefaults(cluster: unknown, defaults: Fields): unknown {
  if (!isFields(cluster)) return cluster;
  const kubernetes = {
    ...fields(defaults.kubernetes, 'defaults.kubernetes'),
    ...fields(cluster.kubernetes, 'kubernetes'),
  };
  return { ...defaults, ...cluster, kubernetes };
}

function accountsOf(part: Fields, defaults: Fields): unknown {
  if (!Array.isArray(part.accounts)) return part.accounts ?? [];
  return part.accounts.map((account: unknown) =>
    isFields(account) && Array.isArray(account.clusters)
      ? {
          ...account,
          clusters: account.clusters.map((cluster: unknown) =>
            withDefaults(cluster, defaults),
          ),
        }
      : account,
  );
}

/**
 * One account out of what several files say of it: its lists follow each other. Of what is said
 * once only, two files may not say different things.
 */
function merged(
  one: Fleet['accounts'][number],
  other: Fleet['accounts'][number],
): Fleet['accounts'][number] {
  return {
    id: one.id,
    alias: one.alias ?? other.alias,
    attachedPolicyQuota: Math.max(
      one.attachedPolicyQuota,
      other.attachedPolicyQuota,
    ),
    quotas: { ...one.quotas, ...other.quotas },
    users: [...one.users, ...other.users],
    roles: [...one.roles, ...other.roles],
    vpcs: [...one.vpcs, ...other.vpcs],
    buckets: [...one.buckets, ...other.buckets],
    images: [...one.images, ...other.images],
    kmsKeys: [...one.kmsKeys, ...other.kmsKeys],
    clusters: [...one.clusters, ...other.clusters],
  };
}

async function readPart(
  path: string,
  inherited: Fields,
  above: string[],
): Promise<Fleet[]> {
  if (above.includes(path)) {
    throw new Error(`${[...above, path].join(' includes ')}: it never ends`);
  }
  const part = documentOf(await readFile(path, 'utf8'), path);
  const { include = [], defaults, name, ...rest } = part;
  if (!Array.isArray(include) || include.some(one => typeof one !== 'string')) {
    throw new Error(`${path}: include is a list of files`);
  }
  const own = {
    ...inherited,
    ...fields(fields(defaults, `${path}: defaults`).cluster, path),
  };
  const accounts = accountsOf(rest, own);
  const here: Fleet[] =
    Array.isArray(accounts) && accounts.length === 0 && include.length > 0
      ? []
      : [
          checkFleet(
            { ...rest, name: name ?? relative(dirname(path), path), accounts },
            path,
          ),
        ];
  for (const file of include) {
    here.push(
      ...(await readPart(resolve(dirname(path), String(file)), own, [
        ...above,
        path,
      ])),
    );
  }
  return here;
}

/**
 * A fleet file with all that it includes. `include:` names files beside it, which may be parts of a
 * fleet only; `defaults: {cluster: …}` holds for the clusters of the file and of what it includes.
 */
export async function readFleet(path: string): Promise<Fleet> {
  const root = resolve(path);
  const name = documentOf(await readFile(root, 'utf8'), path).name;
  const accounts = new Map<string, Fleet['accounts'][number]>();
  for (const part of await readPart(root, {}, [])) {
    for (const account of part.accounts) {
      const known = accounts.get(account.id);
      accounts.set(account.id, known ? merged(known, account) : account);
    }
  }
  // The parts were checked, each with its file.
  return typeof name === 'string' && accounts.size > 0
    ? { name, accounts: [...accounts.values()] }
    : checkFleet({ name, accounts: [...accounts.values()] }, path);
}
