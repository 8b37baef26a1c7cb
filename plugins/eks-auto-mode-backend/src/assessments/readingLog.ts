// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NewAssessment } from './assessmentsStore';
import type { ClusterRecord } from './clustersStore';

/** Parts that are named one by one; the page lists all. */
const MOST = 3;

/**
 * What of a cluster could not be read, for the log: one line a remedy, since a closed API leaves two
 * dozen parts unread for one reason.
 */
export function readingLines(
  cluster: Pick<ClusterRecord, 'name' | 'arn'>,
  assessment: Pick<NewAssessment, 'problem' | 'unreadParts'>,
): string[] {
  const who = `${cluster.name} (${cluster.arn})`;
  const { problem } = assessment;
  if (problem)
    return [
      `${who} cannot be read. ${problem.message}. What to do: ${problem.remedy}`,
    ];
  const byRemedy = new Map<string, string[]>();
  for (const { part, operation, message, remedy } of assessment.unreadParts) {
    const key = remedy ?? 'Run the connection test; it names what is missing';
    byRemedy.set(key, [
      ...(byRemedy.get(key) ?? []),
      `${part}: ${operation}: ${message}`,
    ]);
  }
  return [...byRemedy].map(([remedy, parts]) => {
    const more = parts.length - MOST;
    return `${who} could be read only in part. ${parts
      .slice(0, MOST)
      .join('; ')}${
      more > 0 ? `; and ${more} more` : ''
    }. What to do: ${remedy}`;
  });
}
