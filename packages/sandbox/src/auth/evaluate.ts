// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  conditionsHold,
  substitute,
  wildcard,
  type ConditionContext,
} from './conditions';
import { list, type PolicyDocument, type Statement } from './policyDocument';

export interface Question {
  action: string;
  resource: string;
  context: ConditionContext;
}

export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny';

/** The statement that decided, for SimulatePrincipalPolicy. */
export interface Match {
  source: string;
  effect: 'Allow' | 'Deny';
}

function actionMatches(statement: Statement, action: string): boolean {
  const any = (patterns: string[]) =>
    patterns.some(p => wildcard(p, action, true));
  return statement.Action !== undefined
    ? any(list(statement.Action))
    : !any(list(statement.NotAction));
}

function resourceMatches(statement: Statement, question: Question): boolean {
  const any = (patterns: string[]) =>
    patterns.some(p => {
      const pattern = substitute(p, question.context);
      return pattern !== undefined && wildcard(pattern, question.resource);
    });
  if (statement.Resource !== undefined) return any(list(statement.Resource));
  if (statement.NotResource !== undefined) {
    return !any(list(statement.NotResource));
  }
  return true;
}

export function matches(statement: Statement, question: Question): boolean {
  return (
    actionMatches(statement, question.action) &&
    resourceMatches(statement, question) &&
    conditionsHold(statement.Condition, question.context)
  );
}

export interface NamedPolicy {
  name: string;
  document: PolicyDocument;
}

/** One set of policies: an explicit deny wins, then an allow, then the implicit deny. */
export function decide(
  policies: NamedPolicy[],
  question: Question,
): { decision: Decision; by: Match[] } {
  const by: Match[] = [];
  for (const policy of policies) {
    for (const statement of list(policy.document.Statement)) {
      if (matches(statement, question)) {
        by.push({ source: policy.name, effect: statement.Effect });
      }
    }
  }
  if (by.some(m => m.effect === 'Deny')) {
    return {
      decision: 'explicitDeny',
      by: by.filter(m => m.effect === 'Deny'),
    };
  }
  return { decision: by.length > 0 ? 'allowed' : 'implicitDeny', by };
}

/**
 * Identity policies, cut by the permissions boundary and the session policy (IAM User Guide,
 * reference_policies_evaluation-logic).
 */
export function decideAll(
  identity: NamedPolicy[],
  limits: (NamedPolicy[] | undefined)[],
  question: Question,
): { decision: Decision; by: Match[] } {
  const first = decide(identity, question);
  if (first.decision === 'explicitDeny') return first;
  for (const limit of limits) {
    if (!limit) continue;
    const cut = decide(limit, question);
    if (cut.decision === 'explicitDeny') return cut;
    if (cut.decision === 'implicitDeny') {
      return { decision: 'implicitDeny', by: [] };
    }
  }
  return first;
}

function principalMatches(
  principal: Statement['Principal'],
  candidates: { type: string; value: string }[],
): boolean {
  if (principal === undefined) return false;
  if (principal === '*') return true;
  return Object.entries(principal).some(([type, values]) =>
    list(values).some(value =>
      candidates.some(
        c => c.type === type && (value === '*' || value === c.value),
      ),
    ),
  );
}

/** Resource policies: trust policies of roles and bucket policies. */
export function decideResource(
  document: PolicyDocument,
  candidates: { type: string; value: string }[],
  question: Question,
): Decision {
  let allowed = false;
  for (const statement of list(document.Statement)) {
    const addressed =
      statement.NotPrincipal !== undefined
        ? !principalMatches(statement.NotPrincipal, candidates)
        : principalMatches(statement.Principal, candidates);
    if (!addressed || !matches(statement, question)) continue;
    if (statement.Effect === 'Deny') return 'explicitDeny';
    allowed = true;
  }
  return allowed ? 'allowed' : 'implicitDeny';
}
