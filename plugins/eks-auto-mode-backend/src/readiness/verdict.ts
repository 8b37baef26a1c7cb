// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  subjectKey,
  type Finding,
  type Severity,
  type Verdict,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  AnyCheck,
  Inventory,
  Node,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { isAutoNode, isHybridNode } from './nodes';

export interface Judgement {
  verdict: Verdict;
  /** 0–100: the weighted share of checks without an unexcepted finding. */
  score: number;
  /** 0–100: the share of checks that could read all they needed. */
  confidence: number;
  /** Of findings that nobody accepted. */
  counts: Record<Severity, number>;
}

export interface JudgeInput {
  inventory: Inventory;
  checks: readonly AnyCheck[];
  findings: readonly Finding[];
  /** Accepted findings that are in force now. They never cover an `unknown`. */
  exceptions?: Iterable<{ code: string; subjectKey: string }>;
  /** Nodes of kept sources: they may stay in a migrated cluster. */
  isKept?: (node: Node) => boolean;
}

/** The verdict over all findings of an inventory, in the precedence of its words. */
export function judge(input: JudgeInput): Judgement {
  const { inventory, findings } = input;
  const checks = input.checks.filter(check => check.retired === undefined);
  const excepted = new Set(
    [...(input.exceptions ?? [])].map(one => key(one.code, one.subjectKey)),
  );
  const open = findings.filter(
    finding =>
      finding.severity === 'unknown' ||
      !excepted.has(key(finding.code, subjectKey(finding.subject))),
  );
  const counts: Record<Severity, number> = {
    blocker: 0,
    warning: 0,
    info: 0,
    unknown: 0,
  };
  for (const finding of open) counts[finding.severity] += 1;
  return {
    verdict: verdictOf(inventory, checks, open, input.isKept ?? (() => false)),
    score: scoreOf(checks, open),
    confidence: confidenceOf(checks, findings),
    counts,
  };
}

function verdictOf(
  inventory: Inventory,
  checks: readonly AnyCheck[],
  open: readonly Finding[],
  isKept: (node: Node) => boolean,
): Verdict {
  if (isUnreachable(inventory)) return 'unreachable';
  if (isMigrated(inventory, isKept)) return 'migrated';
  if (
    open.some(one => one.severity === 'blocker' && one.resolvedBy !== 'plan')
  ) {
    return 'blocked';
  }
  const canBlock = new Set(checks.filter(mayBlock).map(check => check.code));
  const costs = open.some(
    finding =>
      (finding.severity === 'warning' && finding.resolvedBy !== 'plan') ||
      (finding.severity === 'unknown' && canBlock.has(finding.code)),
  );
  return costs ? 'needs-work' : 'ready';
}

/** Nothing of the cluster answers: EKS does not describe it, or its endpoint cannot be reached. */
function isUnreachable({ parts }: Inventory): boolean {
  if (parts.cluster.state === 'unread') return true;
  return [parts.namespaces, parts.nodes, parts.pods].every(
    part => part.state === 'unread' && part.unread.reason === 'unreachable',
  );
}

function isMigrated(
  { parts }: Inventory,
  isKept: (node: Node) => boolean,
): boolean {
  const { cluster, nodes } = parts;
  if (cluster.state === 'unread' || nodes.state === 'unread') return false;
  const { compute, blockStorage, loadBalancing } = cluster.value.autoMode;
  return (
    compute &&
    blockStorage &&
    loadBalancing &&
    // A node that nobody could list may be one of the old ones.
    nodes.missing.length === 0 &&
    nodes.value.every(
      node => isAutoNode(node) || isHybridNode(node) || isKept(node),
    )
  );
}

export function mayBlock(check: AnyCheck): boolean {
  return check.severity === 'blocker' || check.mayBlock === true;
}

/** A finding costs its check's weight, an unknown too: what was not read does not count as passing. */
function scoreOf(
  checks: readonly AnyCheck[],
  open: readonly Finding[],
): number {
  const failing = new Set(
    open.filter(one => one.severity !== 'info').map(one => one.code),
  );
  let passed = 0;
  let all = 0;
  for (const check of checks) {
    const weight = mayBlock(check) ? 3 : Number(check.severity === 'warning');
    all += weight;
    if (!failing.has(check.code)) passed += weight;
  }
  return all === 0 ? 0 : Math.floor((100 * passed) / all);
}

function confidenceOf(
  checks: readonly AnyCheck[],
  findings: readonly Finding[],
): number {
  if (checks.length === 0) return 0;
  const unknown = new Set(
    findings.filter(one => one.severity === 'unknown').map(one => one.code),
  );
  const judged = checks.filter(check => !unknown.has(check.code)).length;
  return Math.floor((100 * judged) / checks.length);
}

function key(code: string, subject: string): string {
  return `${code} ${subject}`;
}
