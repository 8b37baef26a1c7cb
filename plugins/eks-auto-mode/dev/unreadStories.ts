// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { NO_ANSWER, tokenRefused } from './connectionData';
import { cluster, clusters, findings } from './data';
import type { World } from './FakeEksAutoModeApi';
import { closed, unreadNodes } from './unreadData';

const [blocked, ...others] = clusters;
const ASSESS = 'arn:aws:iam::111122223333:role/EksAutoModeAssess';
const PORTAL = 'arn:aws:iam::999900001111:user/portal';

/** What the reading did not find out. */
const UNCOUNTED = { nodes: undefined, autoNodes: undefined, pods: undefined };

function only(parts: Partial<api.ClusterSummary>): api.ClusterSummary[] {
  return [
    cluster('checkout-prod', { owner: blocked.owner, ...UNCOUNTED, ...parts }),
    ...others,
  ];
}

/** What AWS alone tells: the plan mends both. */
const ofAws = findings().filter(({ resolvedBy }) => resolvedBy === 'plan');

const noAnswer = closed('api', blocked, {
  reason: 'unreachable',
  because: 'the address cannot be reached',
  message: NO_ANSWER,
  remedy:
    'Let the backend reach the endpoint: add its address to the public access CIDRs, or run it where the VPC is reachable, or name a proxy in kubernetes.io/api-server',
});
const NO_TOKEN = `Give ${ASSESS} access: aws eks create-access-entry --cluster-name checkout-prod --principal-arn ${ASSESS} --kubernetes-groups eks-auto-mode-assess (where the cluster knows only aws-auth: a row under mapRoles with rolearn: ${ASSESS}, groups: [eks-auto-mode-assess])`;
const refused = closed('api', blocked, {
  reason: 'unauthenticated',
  because: 'the credentials were refused (401)',
  message: 'Unauthorized',
  remedy: NO_TOKEN,
  // Asked as the migrate role, which has its own entry.
  but: 'missingAccess',
});
const NOT_ASSUMED = `The assess role ${ASSESS} may not be assumed: User: ${PORTAL} is not authorized to perform: sts:AssumeRole on resource: ${ASSESS} because no identity-based policy allows the sts:AssumeRole action`;
const TRUST =
  'Let its trust policy allow sts:AssumeRole and sts:TagSession to the identity that account 111122223333 is reached with, and set externalId where the policy demands one; and allow that identity sts:AssumeRole on the role';
const denied = closed('account', blocked, {
  reason: 'denied',
  because: 'access is denied (403)',
  message: NOT_ASSUMED,
  remedy: TRUST,
  operation: 'sts:AssumeRole',
});
const oneRole = closed(
  'sourceNodeRoles arn:aws:iam::111122223333:role/ng-general',
  blocked,
  {
    reason: 'denied',
    because: 'access is denied (403)',
    message:
      'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/EksAutoModeAssess/eks-auto-mode-assess-backstage is not authorized to perform: iam:GetRole on resource: role ng-general because no identity-based policy allows the iam:GetRole action',
    remedy: `Allow iam:GetRole to ${ASSESS}; deploy/ holds the whole policy. Where it is allowed already, look for a permissions boundary or a service control policy`,
    operation: 'iam:GetRole',
  },
);

/** Clusters that could not be read, or only in part, as `readiness/verdict.ts` and `assessments/assess.ts` judge them. */
export const unreadStories: Record<string, Partial<World>> = {
  unreachable: {
    clusters: only({
      verdict: 'unreachable',
      score: 37,
      confidence: 40,
      counts: {
        blocker: 1,
        warning: 1,
        info: 0,
        unknown: noAnswer.findings.length,
      },
      problem: {
        code: 'unreachable',
        message: `list v1/namespaces: ${NO_ANSWER}`,
        remedy: noAnswer.unreadParts[0].remedy ?? '',
      },
    }),
    headline: `checkout-prod cannot be reached: list v1/namespaces: ${NO_ANSWER}`,
    unreadParts: noAnswer.unreadParts,
    findings: [...ofAws, ...noAnswer.findings],
    sources: [],
    nodes: unreadNodes(noAnswer.unreadParts),
  },
  'token refused': {
    clusters: only({
      verdict: 'needs-work',
      score: 40,
      confidence: 41,
      counts: {
        blocker: 1,
        warning: 1,
        info: 0,
        unknown: refused.findings.length,
      },
    }),
    headline: `It is not known yet whether something blocks checkout-prod: ${refused.findings.length} checks could not be made. The plan mends 2 more.`,
    unreadParts: refused.unreadParts,
    findings: [...ofAws, ...refused.findings],
    sources: [],
    nodes: unreadNodes(refused.unreadParts),
    connection: tokenRefused,
  },
  'access denied': {
    clusters: only({
      verdict: 'unreachable',
      version: undefined,
      score: 0,
      confidence: 0,
      counts: {
        blocker: 0,
        warning: 0,
        info: 0,
        unknown: denied.findings.length,
      },
      problem: {
        code: 'denied',
        message: `sts:AssumeRole: ${NOT_ASSUMED}`,
        remedy: TRUST,
      },
    }),
    headline: `checkout-prod cannot be reached: sts:AssumeRole: ${NOT_ASSUMED}`,
    unreadParts: denied.unreadParts,
    findings: denied.findings,
    sources: [],
    nodes: undefined,
  },
  'partly read': {
    clusters: [
      {
        ...blocked,
        counts: {
          blocker: 3,
          warning: 2,
          info: 0,
          unknown: 1 + oneRole.findings.length,
        },
      },
      ...others,
    ],
    unreadParts: oneRole.unreadParts,
    findings: [...findings(), ...oneRole.findings],
  },
};
