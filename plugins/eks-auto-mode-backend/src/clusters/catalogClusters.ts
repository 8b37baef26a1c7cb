// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AuthService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { ClusterRecord } from '../assessments/clustersStore';
import { clustersOfEntities, type EntityProblem } from './entity';
import type { Environments } from './environments';
import { missingOwners } from './missingOwners';

/** What of an entity is read: enough to find, name and reach the cluster. */
const FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations',
  'metadata.tags',
  'spec.type',
  'spec.owner',
  'relations',
];

export interface CatalogClusters {
  clusters: ClusterRecord[];
  /** Entities that stand for a cluster and cannot be used as they are. */
  problems: EntityProblem[];
}

/** All EKS clusters of the catalog, of both annotation families, with their environment. */
export async function readCatalogClusters(options: {
  catalog: CatalogService;
  auth: AuthService;
  environments: Environments;
}): Promise<CatalogClusters> {
  const credentials = await options.auth.getOwnServiceCredentials();
  const entities: Entity[] = [];
  const pages = options.catalog.streamEntities(
    {
      filter: {
        kind: 'Resource',
        'spec.type': ['kubernetes-cluster', 'eks-cluster'],
      },
      fields: FIELDS,
    },
    { credentials },
  );
  for await (const page of pages) entities.push(...page);
  const { clusters, problems } = clustersOfEntities(entities);
  const unowned = await missingOwners(clusters, async entityRefs => {
    const { items } = await options.catalog.getEntitiesByRefs(
      { entityRefs, fields: ['kind', 'metadata.name', 'metadata.namespace'] },
      { credentials },
    );
    return items.map(item => item !== undefined);
  });
  return {
    problems: [...problems, ...unowned],
    clusters: clusters.map(cluster =>
      inEnvironment(cluster, options.environments),
    ),
  };
}

/** The cluster with the name of its environment, or with the problem that it has none. */
export function inEnvironment(
  cluster: ClusterRecord,
  environments: Environments,
): ClusterRecord {
  const placed = environments.find(cluster);
  if (placed) return { ...cluster, environment: placed.environment.name };
  return {
    ...cluster,
    problem: cluster.problem ?? {
      code: 'no-environment',
      message: `No environment names account ${cluster.accountId}, region ${cluster.region}, so ${cluster.name} is not read`,
      remedy: 'Add both to eksAutoMode.environments in the app configuration',
    },
  };
}
