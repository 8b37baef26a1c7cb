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
  // What has a problem and an environment is read all the same: two entities with its ARN, say.
  if (cluster.problem && !(assessment && cluster.environment))
    return `${name} cannot be assessed: ${cluster.problem.message}`;
  if (!assessment) return `${name} has not been assessed yet.`;
  const blockers = whoMends(findings, 'blocker');
  const warnings = whoMends(findings, 'warning');
  switch (assessment.verdict) {
    case 'unreachable':
      return `${name} cannot be reached: ${
        assessment.problem?.message ?? 'see what could not be read'
      }`;
    case 'migrated':
      return `${name} runs on Auto Mode.`;
    case 'ready': {
      const mended = blockers.byPlan.length + warnings.byPlan.length;
      return `${name} is ready to move to Auto Mode${
        mended > 0 ? `; the plan mends ${plural(mended, 'thing')}` : ''
      }.`;
    }
    case 'blocked': {
      const owners = [
        ...new Set(
          blockers.byPeople.map(f => f.owner).filter(o => o !== undefined),
        ),
      ];
      return `Not ready: ${whatBlocks(
        name,
        blockers.byPeople.length,
        owners,
      )}.${alsoMended(blockers.byPlan.length)}`;
    }
    case 'needs-work': {
      const unknown = findings.filter(f => f.severity === 'unknown').length;
      const parts = [
        unknown > 0 ? `${plural(unknown, 'check')} could not be made` : '',
        warnings.byPeople.length > 0
          ? `${plural(warnings.byPeople.length, 'thing')} to look at`
          : '',
      ].filter(p => p !== '');
      // A check that could not be made may be one that blocks.
      const first =
        unknown > 0
          ? `It is not known yet whether something blocks ${name}`
          : `Nothing blocks ${name}, but it needs work`;
      return `${first}: ${parts.join(', ')}.${alsoMended(
        blockers.byPlan.length + warnings.byPlan.length,
      )}`;
    }
    default: {
      const never: never = assessment.verdict;
      return never;
    }
  }
}

/** Findings that nobody accepted, by whether people must act or the plan does it for them. */
function whoMends(
  findings: AssessedFinding[],
  severity: AssessedFinding['severity'],
) {
  const open = findings.filter(f => f.severity === severity && !f.exceptionId);
  return {
    byPeople: open.filter(f => f.resolvedBy !== 'plan'),
    byPlan: open.filter(f => f.resolvedBy === 'plan'),
  };
}

/** The counts beside the headline hold what the plan mends too; said here, or they would not add up. */
function alsoMended(byPlan: number): string {
  return byPlan > 0 ? ` The plan mends ${byPlan} more.` : '';
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
