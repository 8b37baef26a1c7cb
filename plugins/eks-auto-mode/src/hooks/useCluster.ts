// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { eksAutoModeApiRef } from '../api/EksAutoModeApi';
import { clusterArnOf } from '../entity';
import { Loaded, useLoaded } from './useLoaded';

/** How often a page looks again while something moves, and while nothing does. */
export const BUSY_MS = 2_000;
export const CALM_MS = 30_000;

/** What the backend knows of a cluster entity: its cluster, and what is wrong with the entity. */
export interface ClusterOfEntity {
  cluster?: api.ClusterSummary;
  problems: api.Problem[];
}

export function useClusterOfEntity(entity: Entity): Loaded<ClusterOfEntity> {
  const client = useApi(eksAutoModeApiRef);
  const entityRef = stringifyEntityRef(entity);
  const arn = clusterArnOf(entity);
  return useLoaded(
    `${entityRef} ${arn ?? ''}`,
    async signal => {
      const own = await client.listClusters({ entityRef }, signal);
      if (own.items.length > 0 || !arn) {
        return { cluster: own.items[0], problems: own.problems };
      }
      // Of two entities with one ARN the backend keeps one: the other still finds the cluster.
      const same = await client.listClusters({ arn }, signal);
      return { cluster: same.items[0], problems: own.problems };
    },
    CALM_MS,
  );
}

/** One cluster, more often while it is being read or migrated. */
export function useCluster(
  clusterId: string,
  busy: boolean,
): Loaded<api.ClusterDetail> {
  const client = useApi(eksAutoModeApiRef);
  return useLoaded(
    clusterId,
    signal => client.getCluster(clusterId, signal),
    busy ? BUSY_MS : CALM_MS,
  );
}
