// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ClusterRecord } from '../assessments/clustersStore';
import type { EntityProblem } from './entity';

/**
 * Clusters whose owner the catalog does not have. They are read and judged all the same; but nobody
 * is told of their findings, and where ownership decides nobody may approve.
 *
 * @param exist - whether the catalog has each of these entities, in order.
 */
export async function missingOwners(
  clusters: readonly ClusterRecord[],
  exist: (entityRefs: string[]) => Promise<boolean[]>,
): Promise<EntityProblem[]> {
  const refs = [...new Set(clusters.flatMap(cluster => cluster.owner ?? []))];
  if (refs.length === 0) return [];
  const found = await exist(refs);
  const missing = new Set(refs.filter((_, at) => !found[at]));
  return clusters.flatMap(({ entityRef, owner, name }) =>
    entityRef && owner && missing.has(owner)
      ? [
          {
            entityRef,
            code: 'owner-missing',
            message: `${entityRef} is owned by ${owner}, which the catalog does not have: nobody is told of what ${name} needs`,
            remedy: `Add ${owner} to the catalog, or correct spec.owner of ${entityRef}`,
          },
        ]
      : [],
  );
}
