// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

// Private and run from its sources, never from a build.
// eslint-disable-next-line no-restricted-syntax
const folder = path.resolve(__dirname, '../expectations');

/** What somebody wrote of a cluster before the product was asked. */
export interface Expectation {
  verdict: string;
  /** Subject to `CODE severity resolvedBy`. */
  findings: Record<string, string[]>;
  /** Codes of what is good to know, one as often as it is said. */
  infos: string[];
  /** Source to what becomes of it: `moves` or `kept`. */
  sources: Record<string, string>;
  /** Each subnet to who is in it, and what new nodes need of it; undefined where nobody wrote of them. */
  subnets?: Record<string, string>;
  /** Source to the tools that hold its definition: `eksctl: <what gives it away>`. */
  definedBy: Record<string, string[]>;
  /** Source to what says that its nodes are its own. */
  evidence: Record<string, string[]>;
  /** Instances that should be nodes and are none: `not-joined m6i.large: <what says that they should>`. */
  strays: string[];
  /** Parts of the inventory that cannot be read, or not wholly. */
  unread: string[];
  /** Codes of checks that say `unknown` of the cluster for it. */
  unknown: string[];
  /** Or, where little can be read, codes of those that do not: every other one is `unknown`. */
  judged?: string[];
  /** What is true and the product cannot say yet, with the reason. */
  notYet: Record<string, string>;
}

const line = /^[A-Z]+-\d\d (blocker|warning|unknown) (plan|owner|platform)$/;
const code = /^[A-Z]+-\d\d$/;
const allowed = [
  'usual',
  'verdict',
  'findings',
  'infos',
  'sources',
  'subnets',
  'definedBy',
  'evidence',
  'strays',
  'unread',
  'unknown',
  'judged',
  'notYet',
];
const addresses =
  /^(no node|\S+ \d+ nodes?(, \S+ \d+ nodes?)*) today; (not known|\d+ addresses for \d+ nodes?) after, (enough|tight|short|unknown)$/;
const verdicts = ['migrated', 'ready', 'needs-work', 'blocked', 'unreachable'];

function mapping(value: unknown, what: string): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new Error(`${what} is no mapping`);
  return Object.fromEntries(Object.entries(value));
}

function texts(value: unknown, what: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(mapping(value, what)).map(([key, text]) => {
      if (typeof text !== 'string') throw new Error(`${what}: ${key}`);
      return [key, text];
    }),
  );
}

/** A list of texts, each of which `what` allows. */
function list(value: unknown, where: string, what = /./): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Error(`${where} is no list`);
  const wrong = value.find(one => typeof one !== 'string' || !what.test(one));
  if (wrong !== undefined) throw new Error(`${where}: ${wrong}`);
  return value.map(String);
}

function lists(
  value: unknown,
  where: string,
  what?: RegExp,
): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(mapping(value, where)).map(([key, lines]) => [
      key,
      list(lines, `${where}: ${key}`, what),
    ]),
  );
}

/** An expectation's text as data; a slip of the pen is no silent pass. */
export function parseExpectation(
  file: string,
  text: string,
  place: { name: string; accountId: string; region: string },
  usual: (name: string) => string,
): Expectation {
  const filled = text
    .replaceAll('{cluster}', place.name)
    .replaceAll('{account}', place.accountId)
    .replaceAll('{region}', place.region);
  const value = mapping(parse(filled), file);
  const unknown = Object.keys(value).filter(key => !allowed.includes(key));
  if (unknown.length > 0)
    throw new Error(`${file}: unknown key ${unknown.join(', ')}`);
  const verdict = String(value.verdict ?? '');
  if (verdict && !verdicts.includes(verdict))
    throw new Error(`${file}: verdict ${verdict}`);
  const own: Expectation = {
    verdict,
    findings: lists(value.findings, `${file}: findings`, line),
    infos: list(value.infos, `${file}: infos`, code),
    sources: texts(value.sources, file),
    ...('subnets' in value
      ? { subnets: texts(value.subnets, `${file}: subnets`) }
      : {}),
    definedBy: lists(value.definedBy, `${file}: definedBy`),
    evidence: lists(value.evidence, `${file}: evidence`),
    strays: list(value.strays, `${file}: strays`),
    unread: list(value.unread, `${file}: unread`),
    unknown: list(value.unknown, `${file}: unknown`, code),
    ...('judged' in value
      ? { judged: list(value.judged, `${file}: judged`, code) }
      : {}),
    notYet: texts(value.notYet, file),
  };
  const odd = Object.values(own.sources).find(
    what => !/^((moves|kept), \d+ nodes?|kept)$/.test(what),
  );
  if (odd) throw new Error(`${file}: a source is not "${odd}"`);
  const strange = Object.values(own.subnets ?? {}).find(
    what => !addresses.test(what),
  );
  if (strange) throw new Error(`${file}: a subnet is not "${strange}"`);
  for (const name of list(value.usual, `${file}: usual`)) {
    add(own, parseExpectation(`usual/${name}.yaml`, usual(name), place, usual));
  }
  return own;
}

/** What is usual beside what is a cluster's own. */
function add(own: Expectation, usual: Expectation): void {
  for (const [subject, lines] of Object.entries(usual.findings))
    own.findings[subject] = [...(own.findings[subject] ?? []), ...lines];
  own.infos.push(...usual.infos);
  own.unread.push(...usual.unread);
  own.unknown.push(...usual.unknown);
  own.judged ??= usual.judged;
}

/** The expectation of a cluster; undefined where nobody wrote one. */
export function readExpectation(
  place: { name: string; accountId: string; region: string },
  from: string = folder,
): Expectation | undefined {
  const file = path.join(from, `${place.name}.yaml`);
  if (!fs.existsSync(file)) return undefined;
  return parseExpectation(
    path.basename(file),
    fs.readFileSync(file, 'utf8'),
    place,
    name => fs.readFileSync(path.join(from, 'usual', `${name}.yaml`), 'utf8'),
  );
}

/** Clusters of which somebody wrote an expectation. */
export function expected(from: string = folder): string[] {
  return fs
    .readdirSync(from)
    .filter(name => name.endsWith('.yaml'))
    .map(name => name.replace(/\.yaml$/, ''))
    .sort();
}
