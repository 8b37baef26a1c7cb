// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { ago } from './moments';
import { AWS_PARTS, CHECKS, KUBERNETES_PARTS } from './reads';

/** Why something was not read, as the backend words it. */
export interface Why {
  reason: api.UnreadPart['reason'];
  /** The reason in a finding's sentence. */
  because: string;
  message: string;
  remedy: string;
  /** Where no call of a part was made: the call that failed before. */
  operation?: string;
  /** A part that is read all the same. */
  but?: string;
}

const WORKLOADS =
  'pods deployments replicaSets statefulSets daemonSets jobs cronJobs';

const table = (text: string) =>
  text
    .trim()
    .split('\n')
    .map(line => line.split(' | '));

const kubernetesParts = table(KUBERNETES_PARTS).map(([part, operation]) => ({
  part,
  operation,
}));
const allParts = [
  ...AWS_PARTS.split(' ').map(part => ({ part, operation: '' })),
  ...kubernetesParts.filter(({ part }) => !part.includes(' ')),
];

/** What every check says that needs one of these parts, as `readiness/evaluate.ts` has it. */
function unknowns(
  unread: api.UnreadPart[],
  cluster: Pick<api.ClusterSummary, 'arn' | 'owner'>,
  why: Why,
): api.Finding[] {
  return table(CHECKS).flatMap(([code, title, reads]) => {
    const names = reads.replace('workloads', WORKLOADS).split(' ');
    const gaps = names.flatMap(name =>
      unread.filter(one => one.part.split(' ')[0] === name.replace('?', '')),
    );
    if (gaps.length === 0) return [];
    const wholly = gaps.some(one => !one.part.includes(' '));
    const judged = gaps.every(
      ({ part }) => part.includes(' ') || names.includes(`${part}?`),
    );
    const parts = [...new Set(gaps.map(one => one.part.split(' ')[0]))].join(
      ', ',
    );
    const finding: api.Finding = {
      id: `unknown-${code}`,
      code,
      title,
      severity: 'unknown',
      resolvedBy: 'platform',
      subject: { arn: cluster.arn },
      message: `${
        judged ? 'Judged only in part' : 'Could not be judged'
      }: ${parts} could not be read${wholly ? '' : ' wholly'}, because ${
        why.because
      }.`,
      evidence: gaps
        .map(({ part, operation, reason, message }) => {
          const where = part.replace(/ (.*)/, ' ($1)');
          return `${where}: ${operation}: ${reason}: ${message}`;
        })
        .join('; '),
      remedy: why.remedy,
      owner: cluster.owner,
      ownerResolution: 'cluster',
      since: ago({ minutes: 12 }),
    };
    return [finding];
  });
}

/** What is unread of a cluster whose Kubernetes API, whose account, or of which one thing is closed to us. */
export function closed(
  what: 'api' | 'account' | `${string} ${string}`,
  cluster: Pick<api.ClusterSummary, 'arn' | 'owner'>,
  why: Why,
) {
  const shut = { api: kubernetesParts, account: allParts };
  const unreadParts = (
    what === 'api' || what === 'account'
      ? shut[what]
      : [{ part: what, operation: '' }]
  )
    .filter(({ part }) => part !== why.but)
    .map(
      ({ part, operation }): api.UnreadPart => ({
        part,
        reason: why.reason,
        operation: why.operation ?? operation,
        message: why.message,
        remedy: why.remedy,
      }),
    );
  return { unreadParts, findings: unknowns(unreadParts, cluster, why) };
}

/** What the page of the nodes knows of a cluster that could not be read. */
export function unreadNodes(unread: api.UnreadPart[]): api.ClusterNodes {
  const needed = 'nodes pods nodePools nodeClaims nodeMetrics podMetrics';
  const parts = unread.filter(({ part }) => needed.split(' ').includes(part));
  const metrics = parts[parts.length - 1];
  return {
    readAt: ago({ minutes: 12 }),
    headline: 'The nodes could not be read, so nothing can be said of them.',
    sources: [],
    disputes: [],
    strays: [],
    pools: [],
    claims: [],
    usage: {
      state: 'unknown',
      why: `${metrics.operation}: ${metrics.message}`,
      remedy: metrics.remedy,
      nodes: [],
      owners: [],
      workloads: [],
    },
    subnets: [],
    unread: parts,
  };
}
