// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import type { DocumentFinding } from '../document';

// Private and run from its sources, never from a build.
// eslint-disable-next-line no-restricted-syntax
export const packageFolder = path.resolve(__dirname, '../..');

/** What has to be found in some manifests, object by object, and nothing else. */
export interface Expectation {
  /** Files of manifests, relative to their folder. */
  manifests: string[];
  /** `apiVersion Kind namespace/name`, or an ARN, to `CODE severity resolvedBy`. */
  objects: Record<string, string[]>;
}

export interface Differences {
  /** Expected, and not found. */
  missing: string[];
  /** Found, and not expected. */
  extra: string[];
}

const keys = ['manifests', 'objects'];
const line =
  /^[A-Z]+-\d\d (blocker|warning|info|unknown) (plan|owner|platform)$/;

/** An expectation's text as data; a slip of the pen is no silent pass. */
export function parseExpectation(file: string, text: string): Expectation {
  const value: unknown = parse(text);
  const fail = (what: string) => new Error(`${file}: ${what}`);
  if (typeof value !== 'object' || value === null) throw fail('not a mapping');
  const unknown = Object.keys(value).filter(key => !keys.includes(key));
  if (unknown.length > 0) throw fail(`unknown key ${unknown.join(', ')}`);
  const { manifests = [], objects }: Partial<Expectation> = value;
  for (const [subject, lines] of Object.entries(objects ?? {})) {
    for (const each of lines) {
      if (!line.test(each)) throw fail(`${subject}: "${each}"`);
    }
  }
  return { manifests, objects: objects ?? {} };
}

/** Every expectation in a folder below `expectations/`, by its name. */
export async function readExpectations(
  folder: string,
): Promise<Map<string, Expectation>> {
  const full = path.join(packageFolder, 'expectations', folder);
  const names = (await fs.readdir(full)).filter(name => name.endsWith('.yaml'));
  const all = new Map<string, Expectation>();
  for (const name of names.sort()) {
    const text = await fs.readFile(path.join(full, name), 'utf8');
    all.set(path.basename(name, '.yaml'), parseExpectation(name, text));
  }
  return all;
}

/** How a finding's subject is written in an expectation. */
export function subjectName({ subject }: Pick<DocumentFinding, 'subject'>) {
  if (subject.arn) return subject.arn;
  const name = subject.namespace
    ? `${subject.namespace}/${subject.name}`
    : subject.name;
  return `${subject.apiVersion} ${subject.kind} ${name}`;
}

/** What is missing and what is too much; a finding told twice is too much. */
export function differences(
  expectations: Iterable<Expectation>,
  findings: readonly DocumentFinding[],
): Differences {
  const open = new Map<string, number>();
  for (const { objects } of expectations) {
    for (const [subject, lines] of Object.entries(objects)) {
      for (const each of lines) {
        const key = `${subject}: ${each}`;
        // Two parts may say the same of the cluster, which is found once.
        open.set(key, 1);
      }
    }
  }
  const extra: string[] = [];
  for (const finding of findings) {
    const key = `${subjectName(finding)}: ${finding.code} ${finding.severity} ${
      finding.resolvedBy
    }`;
    const left = open.get(key) ?? 0;
    if (left > 0) open.set(key, left - 1);
    else extra.push(`${key} (${finding.evidence})`);
  }
  const missing = [...open].filter(([, left]) => left > 0).map(([key]) => key);
  return { missing: missing.sort(), extra: extra.sort() };
}
