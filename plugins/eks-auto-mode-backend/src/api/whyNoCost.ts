// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AssessmentDetail } from '../assessments/assessmentsStore';
import { planParts } from '../plans/planParts';
import { listOf } from '../readiness/text';

/** A closed API leaves two dozen parts unread, all for one reason. */
const MOST_NAMED = 3;

const wanted: ReadonlySet<string> = new Set(planParts);

/** Why nobody knows what a cluster costs, and what to do: its nodes after a move come from a simulated plan. */
export function whyNoCost(
  clusterName: string,
  detail: Pick<AssessmentDetail, 'unreadParts'> | undefined,
): string {
  const unknown = `What ${clusterName} costs is not known`;
  if (!detail) return `${unknown}: it was never read. Refresh it.`;
  // `launchTemplates lt-0a1b:3` is one of a part.
  const holes = detail.unreadParts.filter(({ part }) =>
    wanted.has(part.split(' ')[0]),
  );
  if (holes.length === 0)
    return `${unknown}: it was not worked out when the cluster was last read. Refresh it.`;
  const remedies = listOf(holes.flatMap(({ remedy }) => remedy ?? []));
  return `${unknown}: no plan can be made, on whose simulation it stands, because this could not be read: ${listOf(
    holes.map(
      ({ part, operation, message }) => `${part} (${operation}: ${message})`,
    ),
    MOST_NAMED,
  )}.${remedies ? ` What to do: ${remedies.replace(/\.$/, '')}.` : ''}`;
}
