// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { differences, type DocumentFinding } from '@internal/control-plane';
import type { Expectation } from './expectation';
import { shortFindings, withoutIds } from './subjects';

/** What the product says of a cluster. */
export interface Assessed {
  name: string;
  accountId: string;
  region: string;
  verdict?: string;
  findings: DocumentFinding[];
  /** Codes of the catalogue. */
  codes: string[];
  sources: { id: string; nodes: number; decision: string }[];
  unreadParts: { part: string }[];
  /** Where its nodes come from; without it where not even the cluster could be read. */
  picture?: Picture;
}

export interface Picture {
  sources: {
    id: string;
    definers: { tool: string; evidence: string }[];
    nodes: { evidence: string[] }[];
  }[];
  strays: { state: string; instanceType?: string; evidence: string[] }[];
  subnets: SubnetAddresses[];
}

interface SubnetAddresses {
  subnet: string;
  sources: { source: string; nodes: number }[];
  nodesAfter?: number;
  neededAfter?: number;
  verdict: string;
}

export interface Judgement {
  missing: string[];
  extra: string[];
  /** Open lines that are open no more: they are to be taken off. */
  cameTrue: string[];
}

/** They come and go with the calendar; only who expects them is held to them. */
const ofTheDay = ['CL-05', 'CO-03'];

const ofDay = (text: string) =>
  ofTheDay.some(code => text.includes(`: ${code} `));

/** `managed:apps`; of a standalone node, whose name AWS gave, just that it is one. */
function sourceName(id: string): string {
  return id.startsWith('standalone:ip-') ? 'standalone' : id;
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

/** `WL-12 x2` for each code, with how often it is said. */
function counted(codes: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) =>
    count === 1 ? `info ${code}` : `info ${code} x${count}`,
  );
}

const unique = (lines: readonly string[]) => [...new Set(lines)];

/** What was written beside findings, a line each. */
function linesOf(expectation: Expectation): string[] {
  const { verdict, sources, definedBy, evidence, strays } = expectation;
  const bySource = (what: string, lines: Record<string, string[]>) =>
    Object.entries(lines).flatMap(([source, each]) =>
      each.map(one => `${source} ${what} ${one}`),
    );
  return unique([
    ...(verdict ? [`verdict: ${verdict}`] : []),
    ...Object.entries({ ...sources, ...expectation.subnets }).map(
      ([id, what]) => `${id}: ${what}`,
    ),
    ...counted(expectation.infos),
    ...expectation.unread.map(part => `unread ${part}`),
    ...bySource('is defined by', definedBy),
    ...bySource('has its nodes because', evidence),
    ...strays.map(one => `stray ${one}`),
  ]);
}

/** What the product says of the same; of subnets and of the evidence of nodes only where somebody wrote of them. */
function saidOf(found: Assessed, expectation: Expectation): string[] {
  const pictured = found.picture?.sources ?? [];
  return unique([
    ...(found.verdict ? [`verdict: ${found.verdict}`] : []),
    ...found.sources.map(
      source => `${sourceName(source.id)}: ${decisionOf(source)}`,
    ),
    ...(expectation.subnets ? found.picture?.subnets ?? [] : []).map(
      one => `${one.subnet}: ${addressesIn(one)}`,
    ),
    ...counted(
      found.findings
        .filter(({ severity }) => severity === 'info')
        .map(({ code }) => code),
    ),
    // `launchTemplates lt-0a1b:3` is one of a part.
    ...found.unreadParts.map(({ part }) => `unread ${part.split(' ')[0]}`),
    ...pictured.flatMap(({ id, definers }) =>
      definers.map(
        ({ tool, evidence }) =>
          `${sourceName(id)} is defined by ${tool}: ${evidence}`,
      ),
    ),
    ...pictured
      .filter(({ id }) => sourceName(id) in expectation.evidence)
      .flatMap(({ id, nodes }) =>
        nodes.flatMap(({ evidence }) =>
          evidence.map(
            one => `${sourceName(id)} has its nodes because ${withoutIds(one)}`,
          ),
        ),
      ),
    ...(found.picture?.strays ?? []).map(
      ({ state, instanceType, evidence }) =>
        `stray ${state} ${instanceType}: ${withoutIds(evidence.join(', '))}`,
    ),
  ]);
}

/** What checks have to say that could not read all they need: once, of the cluster. */
function unknowns(
  { unknown, judged }: Expectation,
  { name, codes }: Assessed,
): Record<string, string[]> {
  const all = judged ? codes.filter(code => !judged.includes(code)) : unknown;
  return all.length > 0
    ? { [`cluster ${name}`]: all.map(code => `${code} unknown platform`) }
    : {};
}

/** What the product says differently from what was written. */
export function judge(expectation: Expectation, found: Assessed): Judgement {
  const wanted = linesOf(expectation);
  const said = saidOf(found, expectation);
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
