// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AssessedFinding } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { ClusterRow } from '../assessments/clustersStore';

const plural = (n: number, one: string, many = `${one}s`) =>
  `${n} ${n === 1 ? one : many}`;

/** An owner as people say it: `team-payments` for `group:default/team-payments`. */
export function ownerName(ref: string): string {
  return ref.slice(ref.indexOf('/') + 1);
}

/**
 * The first line of a cluster's page: the answer to "is it ready, and if not, who must act?".
 */
export function headline(
  cluster: ClusterRow,
  findings: AssessedFinding[],
): string {
  const { assessment, name } = cluster;
  if (cluster.problem)
    return `${name} cannot be assessed: ${cluster.problem.message}`;
  if (!assessment) return `${name} has not been assessed yet.`;
  switch (assessment.verdict) {
    case 'unreachable':
      return `${name} cannot be reached: ${
        assessment.problem?.message ?? 'see what could not be read'
      }`;
    case 'migrated':
      return `${name} runs on Auto Mode.`;
    case 'ready':
      return `${name} is ready to move to Auto Mode.`;
    case 'blocked': {
      const blockers = findings.filter(
        f =>
          f.severity === 'blocker' && f.resolvedBy !== 'plan' && !f.exceptionId,
      );
      const owners = [
        ...new Set(blockers.map(f => f.owner).filter(o => o !== undefined)),
      ];
      return `Not ready: ${whatBlocks(name, blockers.length, owners)}.`;
    }
    case 'needs-work': {
      const warnings = findings.filter(
        f =>
          f.severity === 'warning' && f.resolvedBy !== 'plan' && !f.exceptionId,
      ).length;
      const unknown = findings.filter(f => f.severity === 'unknown').length;
      const parts = [
        warnings > 0 ? `${plural(warnings, 'thing')} to look at` : '',
        unknown > 0 ? `${plural(unknown, 'check')} could not be made` : '',
      ].filter(p => p !== '');
      return `Nothing blocks ${name}, but it needs work: ${parts.join(', ')}.`;
    }
    default: {
      const never: never = assessment.verdict;
      return never;
    }
  }
}

/** `2 things block it; both belong to team-payments` */
export function whatBlocks(
  name: string,
  count: number,
  owners: string[],
): string {
  const things = `${plural(count, 'thing')} ${
    count === 1 ? 'blocks' : 'block'
  }`;
  return `${things} ${name}${whoseThey(count, owners)}`;
}

/** `; both belong to team-payments` */
function whoseThey(count: number, owners: string[]): string {
  if (owners.length === 0) return '';
  if (owners.length > 1) {
    const named = owners.slice(0, 3).map(ownerName).join(', ');
    const more = owners.length > 3 ? ` and ${owners.length - 3} more` : '';
    return `; they belong to ${named}${more}`;
  }
  const they = ['it belongs', 'both belong'][count - 1] ?? 'all belong';
  return `; ${they} to ${ownerName(owners[0])}`;
}
