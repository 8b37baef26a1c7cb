// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  isAwsSubject,
  type Finding,
  type Severity,
  type Subject,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  AnyCheck,
  CheckContext,
  FindingDraft,
  Inventory,
  InventoryPart,
  InventoryParts,
  Unread,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { plainText } from '../clusters/plainText';
import { identityOf } from './identity';

const LIMITS = { message: 400, evidence: 1500, remedy: 800, name: 512 };
/** A patch cut short could do harm: above this size it is left out. */
const LARGEST_PATCH = 60_000;

/** What a check needed and nobody could read. */
interface Gap {
  part: InventoryPart;
  what?: string;
  unread: Unread;
}

/**
 * What the checks say about an inventory, in their order. A check of which a part was not read says
 * `unknown`; a check that fails says `unknown` too, and the others go on.
 */
export function evaluate(
  inventory: Inventory,
  checks: readonly AnyCheck[],
  now: Date,
): Finding[] {
  const context: CheckContext = {
    clusterArn: inventory.clusterArn,
    clusterName: inventory.clusterName,
    now,
  };
  return checks
    .filter(check => check.retired === undefined)
    .flatMap(check => evaluateOne(inventory, check, context));
}

/**
 * {@link evaluate}, check by check, for who must let others have a turn between two of them: a large
 * cluster takes a good second.
 */
export function* evaluating(
  inventory: Inventory,
  checks: readonly AnyCheck[],
  now: Date,
): Generator<Finding[], void> {
  for (const check of checks) yield evaluate(inventory, [check], now);
}

function evaluateOne(
  inventory: Inventory,
  check: AnyCheck,
  context: CheckContext,
): Finding[] {
  const gaps = gapsOf(inventory, check.reads);
  const said: Finding[] = [];
  if (isJudged(check, gaps)) {
    try {
      const drafts = check.evaluate(partsOf(inventory, check), context);
      said.push(...drafts.map(draft => toFinding(check, draft)));
    } catch (error) {
      said.push(failed(check, context, error));
    }
  }
  if (gaps.length > 0) said.push(unknownBecause(check, context, gaps));
  return merged(said);
}

/** Whether the rule is called: what it finds holds, and there may be more. */
function isJudged({ unreadAs = {} }: AnyCheck, gaps: readonly Gap[]): boolean {
  return gaps.every(({ part, what }) => what !== undefined || part in unreadAs);
}

function gapsOf(inventory: Inventory, reads: readonly InventoryPart[]): Gap[] {
  return reads.flatMap((part): Gap[] => {
    const state = inventory.parts[part];
    return state.state === 'unread'
      ? [{ part, unread: state.unread }]
      : state.missing.map(({ what, unread }) => ({ part, what, unread }));
  });
}

/** Only what the check said that it reads: a rule that reads more fails at once, and in its test. */
function partsOf(
  inventory: Inventory,
  { reads, unreadAs }: AnyCheck,
): InventoryParts {
  const values: Partial<Record<InventoryPart, unknown>> = { ...unreadAs };
  for (const part of reads) {
    const state = inventory.parts[part];
    if (state.state === 'read') values[part] = state.value;
  }
  return new Proxy(values, {
    get(target, part) {
      if (typeof part === 'string' && !(part in target)) {
        throw new Error(
          `the check reads the part '${part}' without naming it in 'reads'`,
        );
      }
      return Reflect.get(target, part);
    },
  }) as InventoryParts;
}

function toFinding(check: AnyCheck, draft: FindingDraft): Finding {
  return {
    code: check.code,
    severity: draft.severity ?? check.severity,
    resolvedBy: draft.resolvedBy ?? check.resolvedBy,
    subject: plainSubject(draft.subject),
    message: plainText(draft.message, LIMITS.message),
    evidence: plainText(draft.evidence, LIMITS.evidence),
    ...(draft.remedy ? { remedy: plainText(draft.remedy, LIMITS.remedy) } : {}),
    ...(draft.patch && draft.patch.content.length <= LARGEST_PATCH
      ? { patch: { ...draft.patch, title: plainText(draft.patch.title, 200) } }
      : {}),
  };
}

const ORDER: Severity[] = ['blocker', 'warning', 'info', 'unknown'];

/**
 * One finding a check and subject, however often it triggers: the worst speaks. What could not be
 * read stands beside it, and says all of what would make it readable.
 */
function merged(said: Finding[]): Finding[] {
  const findings = new Map<string, Finding>();
  for (const finding of said) {
    const key = identityOf(finding);
    const other = findings.get(key);
    if (!other) {
      findings.set(key, finding);
      continue;
    }
    const [first, second] =
      ORDER.indexOf(finding.severity) < ORDER.indexOf(other.severity)
        ? [finding, other]
        : [other, finding];
    const remedies =
      first.severity === 'unknown'
        ? new Set([first.remedy, second.remedy].filter(Boolean))
        : new Set<string>();
    findings.set(key, {
      ...first,
      evidence: plainText(
        `${first.evidence}; ${second.evidence}`,
        LIMITS.evidence,
      ),
      ...(remedies.size > 0
        ? { remedy: plainText([...remedies].join(' '), LIMITS.remedy) }
        : {}),
      ...(first.patch ?? second.patch
        ? { patch: first.patch ?? second.patch }
        : {}),
    });
  }
  return [...findings.values()];
}

const REASONS: Record<Unread['reason'], string> = {
  unauthenticated: 'the credentials were refused (401)',
  denied: 'access is denied (403)',
  unreachable: 'the address cannot be reached',
  throttled: 'the service throttled the reads',
  'not-served': 'the API server does not serve it',
  failed: 'the read failed',
};

const REMEDIES: Record<Unread['reason'], string> = {
  unauthenticated:
    'Create an EKS access entry (or aws-auth row) for the assess role, then refresh.',
  denied: 'Grant the named operation to the assess role, then refresh.',
  unreachable:
    'Open the network path from the portal to the endpoint, or correct the endpoint and CA, then refresh.',
  throttled: 'Refresh later, or raise the rate limit of the account.',
  'not-served':
    'Repair or remove the API service that serves this group, then refresh.',
  failed: 'Look at the message, mend its cause, then refresh.',
};

function unknownBecause(
  check: AnyCheck,
  context: CheckContext,
  gaps: Gap[],
): Finding {
  const [first] = gaps;
  const judged = isJudged(check, gaps);
  const wholly = gaps.some(gap => gap.what === undefined);
  const parts = [...new Set(gaps.map(gap => gap.part))].join(', ');
  return {
    code: check.code,
    severity: 'unknown',
    resolvedBy: 'platform',
    subject: { arn: context.clusterArn },
    message: plainText(
      `${
        judged ? 'Judged only in part' : 'Could not be judged'
      }: ${parts} could not be read${wholly ? '' : ' wholly'}, because ${
        REASONS[first.unread.reason]
      }.`,
      LIMITS.message,
    ),
    evidence: plainText(
      gaps
        .map(
          ({ part, what, unread }) =>
            `${part}${what ? ` (${what})` : ''}: ${unread.operation}: ${
              unread.reason
            }: ${unread.message}`,
        )
        .join('; '),
      LIMITS.evidence,
    ),
    remedy: plainText(
      [
        ...new Set(
          gaps.map(gap => gap.unread.remedy ?? REMEDIES[gap.unread.reason]),
        ),
      ].join(' '),
      LIMITS.remedy,
    ),
  };
}

function failed(
  check: AnyCheck,
  context: CheckContext,
  error: unknown,
): Finding {
  const what =
    error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: check.code,
    severity: 'unknown',
    resolvedBy: 'platform',
    subject: { arn: context.clusterArn },
    message: 'Could not be judged: the check itself failed.',
    evidence: plainText(what, LIMITS.evidence),
    remedy:
      'Report it to whoever maintains the check, with this text; nothing can be said about its subject until then.',
  };
}

function plainSubject(subject: Subject): Subject {
  if (isAwsSubject(subject))
    return { arn: plainText(subject.arn, LIMITS.name) };
  const { apiVersion, kind, namespace, name } = subject;
  return {
    apiVersion: plainText(apiVersion, LIMITS.name),
    kind: plainText(kind, LIMITS.name),
    ...(namespace ? { namespace: plainText(namespace, LIMITS.name) } : {}),
    name: plainText(name, LIMITS.name),
  };
}
