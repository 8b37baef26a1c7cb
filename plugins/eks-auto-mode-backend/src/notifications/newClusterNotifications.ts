// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NotificationService } from '@backstage/plugin-notifications-node';
import type {
  NewCluster,
  NewClustersStore,
} from '../assessments/newClustersStore';

/** So many are told one by one; more are one message, or the first day would be a flood. */
const ONE_BY_ONE = 3;
const NAMED = 10;
const MOST = 1000;

/**
 * Tells the operators of clusters without Auto Mode, once a cluster. A cluster is written down after
 * it was told: one whose telling failed is told the next time, and a message sent twice replaces the
 * first one by its scope.
 */
export async function tellOfNewClusters(deps: {
  store: NewClustersStore;
  notifications: NotificationService;
  operators: readonly string[];
  linkTo(cluster: NewCluster): string;
  now(): Date;
}): Promise<void> {
  const { store, notifications, operators } = deps;
  if (operators.length === 0) return;
  const clusters = await store.untold(MOST);
  if (clusters.length === 0) return;
  const send = (payload: {
    title: string;
    description: string;
    link: string;
    scope: string;
  }) =>
    notifications.send({
      recipients: { type: 'entity', entityRef: [...operators] },
      payload: { ...payload, severity: 'normal', topic: 'eks-auto-mode' },
    });
  if (clusters.length > ONE_BY_ONE) {
    const named = clusters.slice(0, NAMED).map(cluster => cluster.name);
    const more = clusters.length - named.length;
    await send({
      title: `${clusters.length} clusters without Auto Mode`,
      description: `They were not known before: ${named.join(', ')}${
        more > 0 ? ` and ${more} more` : ''
      }. The fleet page lists each with what stands in its way.`,
      link: '/eks-auto-mode',
      scope: `eks-auto-mode:new-clusters:${clusters[0].arn}`,
    });
    await store.told(
      clusters.map(cluster => cluster.arn),
      deps.now(),
    );
    return;
  }
  for (const cluster of clusters) {
    await send({
      title: `A cluster without Auto Mode: ${cluster.name}`,
      description: `${cluster.name} in ${cluster.region} of account ${
        cluster.accountId
      } was not known before and runs without Auto Mode. ${
        cluster.entityRef
          ? 'Its page shows what stands in the way.'
          : 'The catalog lacks it; the fleet page has an entity to copy.'
      }`,
      link: deps.linkTo(cluster),
      scope: `eks-auto-mode:new-cluster:${cluster.arn}`,
    });
    await store.told([cluster.arn], deps.now());
  }
}
