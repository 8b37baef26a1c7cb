// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import {
  differences,
  subjectName,
  type DocumentFinding,
} from '@internal/control-plane';
import { parse } from 'yaml';

// Private and run from its sources, never from a build.
// eslint-disable-next-line no-restricted-syntax
const folder = path.resolve(__dirname, '../expectations');

/** What somebody wrote of a cluster before the product was asked. */
export interface Expectation {
  verdict: string;
  /** Subject to `CODE severity resolvedBy`. */
  findings: Record<string, string[]>;
  /** Source to what becomes of it: `moves` or `kept`. */
  sources: Record<string, string>;
  /** Each subnet to who is in it, and what new nodes need of it; undefined where nobody wrote of them. */
  subnets?: Record<string, string>;
  /** Parts of the inventory that cannot be read: each check that needs one has to say `unknown`. */
  unread: string[];
  /** What is true and the product cannot say yet, with the reason. */
  notYet: Record<string, string>;
}

export interface Assessed {
  name: string;
  accountId: string;
  region: string;
  verdict?: string;
  findings: DocumentFinding[];
  /** What each check of the catalogue says that it reads. */
  checks: { code: string; reads: string[] }[];
  sources: { id: string; nodes: number; decision: string }[];
  /** Where somebody wrote what to expect of them. */
  subnets?: SubnetAddresses[];
}

export interface SubnetAddresses {
  subnet: string;
  sources: { source: string; nodes: number }[];
  nodesAfter?: number;
  neededAfter?: number;
  verdict: string;
}

/** They come and go with the calendar; only who expects them is held to them. */
const ofTheDay = ['CL-05', 'CO-03'];
const line = /^[A-Z]+-\d\d (blocker|warning|unknown) (plan|owner|platform)$/;
const allowed = [
  'usual',
  'verdict',
  'findings',
  'sources',
  'subnets',
  'unread',
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

function findingsOf(value: unknown, what: string): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(mapping(value, what)).map(([subject, lines]) => {
      if (!Array.isArray(lines)) throw new Error(`${what}: ${subject}`);
      const wrong = lines.find(
        each => typeof each !== 'string' || !line.test(each),
      );
      if (wrong !== undefined) throw new Error(`${what}: ${subject}: ${wrong}`);
      return [subject, lines.map(String)];
    }),
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
  const findings = findingsOf(value.findings, file);
  const unread = (Array.isArray(value.unread) ? value.unread : []).map(String);
  for (const name of Array.isArray(value.usual) ? value.usual : []) {
    const other = parseExpectation(
      `usual/${name}.yaml`,
      usual(String(name)),
      place,
      usual,
    );
    for (const [subject, lines] of Object.entries(other.findings))
      findings[subject] = [...(findings[subject] ?? []), ...lines];
    unread.push(...other.unread);
  }
  const sources = texts(value.sources, file);
  const odd = Object.values(sources).find(
    what => !/^((moves|kept), \d+ nodes?|kept)$/.test(what),
  );
  if (odd) throw new Error(`${file}: a source is not "${odd}"`);
  const subnets =
    value.subnets === undefined ? undefined : texts(value.subnets, file);
  const strange = Object.values(subnets ?? {}).find(
    what => !addresses.test(what),
  );
  if (strange) throw new Error(`${file}: a subnet is not "${strange}"`);
  return {
    verdict,
    findings,
    sources,
    ...(subnets ? { subnets } : {}),
    unread,
    notYet: texts(value.notYet, file),
  };
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

/** ARNs in words that can be known beforehand: EKS and EC2 put identifiers of their own into them. */
const short: [RegExp, string][] = [
  [/^arn:[^:]*:autoscaling:.*:autoScalingGroupName\/(.+)$/, 'asg $1'],
  [/^arn:[^:]*:eks:.*:nodegroup\/[^/]+\/([^/]+)\/.+$/, 'nodegroup $1'],
  [/^arn:[^:]*:eks:.*:addon\/[^/]+\/([^/]+)\/.+$/, 'addon $1'],
  [/^arn:[^:]*:eks:.*:fargateprofile\/[^/]+\/([^/]+)\/.+$/, 'fargate $1'],
  [/^arn:[^:]*:eks:.*:cluster\/([^/]+)$/, 'cluster $1'],
  [/^arn:[^:]*:iam::\d+:role\/(?:.+\/)?([^/]+)$/, 'role $1'],
  [/^arn:[^:]*:ec2:.*:subnet\/(.+)$/, 'subnet $1'],
  [/^arn:[^:]*:kms:.*:key\/(.+)$/, 'key $1'],
  // A managed group that EKS launches by an Auto Scaling group of a name of its own.
  [/^asg eks-(.+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'asg of $1'],
];

export function shortSubject(subject: string): string {
  return short.reduce(
    (text, [pattern, words]) => text.replace(pattern, words),
    subject,
  );
}

/**
 * Findings in the words of an expectation. Nodes have names that AWS gave, so that one says how many
 * of them: `v1 Node x3`.
 */
export function shortFindings(findings: readonly DocumentFinding[]) {
  const nodes = new Map<string, DocumentFinding[]>();
  const all: DocumentFinding[] = [];
  for (const finding of findings) {
    if (finding.severity === 'info') continue;
    const { kind } = finding.subject;
    if (kind === 'Node') {
      const key = `${finding.code} ${finding.severity} ${finding.resolvedBy}`;
      nodes.set(key, [...(nodes.get(key) ?? []), finding]);
    } else {
      all.push({
        ...finding,
        subject: { arn: shortSubject(subjectName(finding)) },
      });
    }
  }
  for (const same of nodes.values())
    all.push({ ...same[0], subject: { arn: `v1 Node x${same.length}` } });
  return all;
}

export interface Judgement {
  missing: string[];
  extra: string[];
  /** Open lines that are open no more: they are to be taken off. */
  cameTrue: string[];
}

const ofDay = (text: string) =>
  ofTheDay.some(code => text.includes(`: ${code} `));

/** Verdict, sources and subnets, a line each. */
function wordsOf(verdict: string | undefined, others: [string, string][]) {
  return [
    ...(verdict ? [`verdict: ${verdict}`] : []),
    ...others.map(([id, what]) => `${id}: ${what}`),
  ];
}

const nodesOf = (nodes: number) => `${nodes} ${nodes === 1 ? 'node' : 'nodes'}`;

/** How a source is written; how many nodes an Auto pool has is the provisioner's affair. */
function decisionOf({ id, nodes, decision }: Assessed['sources'][number]) {
  const what = decision === 'keep' ? 'kept' : 'moves';
  return id.startsWith('auto:') ? what : `${what}, ${nodesOf(nodes)}`;
}

/** How a subnet is written. */
function addressesIn(one: SubnetAddresses): string {
  const today = one.sources
    .map(({ source, nodes }) => `${sourceName(source)} ${nodesOf(nodes)}`)
    .join(', ');
  const after =
    one.neededAfter === undefined
      ? 'not known'
      : `${one.neededAfter} addresses for ${nodesOf(one.nodesAfter ?? 0)}`;
  return `${today || 'no node'} today; ${after} after, ${one.verdict}`;
}

/** What a check has to say that could not read all it needs: once, of the cluster. */
function unknowns({ unread }: Expectation, { name, checks }: Assessed) {
  const codes = checks
    .filter(({ reads }) => reads.some(part => unread.includes(part)))
    .map(({ code }) => `${code} unknown platform`);
  return unread.length > 0 ? { [`cluster ${name}`]: codes } : {};
}

/** What the product says differently from what was written. */
export function judge(expectation: Expectation, found: Assessed): Judgement {
  const wanted = wordsOf(expectation.verdict, [
    ...Object.entries(expectation.sources),
    ...Object.entries(expectation.subnets ?? {}),
  ]);
  const said = wordsOf(found.verdict, [
    ...found.sources.map((source): [string, string] => [
      sourceName(source.id),
      decisionOf(source),
    ]),
    ...(found.subnets ?? []).map((one): [string, string] => [
      one.subnet,
      addressesIn(one),
    ]),
  ]);
  const { missing, extra } = differences(
    [expectation.findings, unknowns(expectation, found)].map(objects => ({
      manifests: [],
      objects,
    })),
    shortFindings(found.findings),
  );
  const absent = [...missing, ...wanted.filter(one => !said.includes(one))];
  const tooMuch = [...extra, ...said.filter(one => !wanted.includes(one))];
  // `not <line>` is open where the product says what is not so.
  const isOpen = (one: string) =>
    Object.keys(expectation.notYet).some(open => one.startsWith(open));
  return {
    missing: absent.filter(one => !(one in expectation.notYet)).sort(),
    extra: tooMuch.filter(one => !ofDay(one) && !isOpen(`not ${one}`)).sort(),
    cameTrue: Object.keys(expectation.notYet)
      .filter(open =>
        open.startsWith('not ')
          ? !tooMuch.some(one => `not ${one}`.startsWith(open))
          : !absent.includes(open),
      )
      .sort(),
  };
}

/** `managed:apps`; of a standalone node, whose name AWS gave, just that it is one. */
function sourceName(id: string): string {
  return id.startsWith('standalone:ip-') ? 'standalone' : id;
}
