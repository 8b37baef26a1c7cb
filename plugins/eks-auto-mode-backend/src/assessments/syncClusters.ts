// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Entity } from '@backstage/catalog-model';
import { clustersOfEntities } from '../clusters/entity';
import type { Environments } from '../clusters/environments';
import type { ClustersStore } from './clustersStore';
import type { RefreshStore } from './refreshStore';

/**
 * Makes the table of clusters say what the catalog says, and asks for a reading of every cluster
 * that was never read or not for `every`.
 */
export async function syncClusters(deps: {
  catalog: CatalogService;
  auth: AuthService;
  environments: Environments;
  clusters: ClustersStore;
  refreshes: RefreshStore;
  everyMs: number;
  logger: LoggerService;
  now(): Date;
}): Promise<void> {
  const entities: Entity[] = [];
  const pages = deps.catalog.streamEntities(
    {
      filter: {
        kind: 'Resource',
        'spec.type': ['kubernetes-cluster', 'eks-cluster'],
      },
      fields: ['apiVersion', 'kind', 'metadata', 'spec', 'relations'],
    },
    { credentials: await deps.auth.getOwnServiceCredentials() },
  );
  for await (const page of pages) entities.push(...page);
  const { clusters, problems } = clustersOfEntities(entities);
  const now = deps.now();
  await deps.clusters.sync(
    clusters.map(cluster => ({
      ...cluster,
      environment: deps.environments.find(cluster)?.environment.name,
    })),
    now,
    problems,
  );
  const due = await deps.clusters.unreadSince(new Date(now.getTime() - deps.everyMs));
  for (const id of due) await deps.refreshes.request(id, undefined, now);
  if (due.length > 0) deps.logger.debug(`${due.length} clusters are due to be read`);
}
