// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Entity } from '@backstage/catalog-model';

/** What core's AWS module writes. */
export const ANNOTATION_ARN = 'amazonaws.com/arn';
/** What Roadie's AWS plugin writes. */
export const ANNOTATION_ROADIE_ARN = 'amazon.com/eks-cluster-arn';

const CLUSTER_TYPES = ['kubernetes-cluster', 'eks-cluster'];

function hasClusterType(entity: Entity): boolean {
  const type = entity.spec?.type;
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'resource' &&
    typeof type === 'string' &&
    CLUSTER_TYPES.includes(type.toLocaleLowerCase('en-US'))
  );
}

/** The ARN that an entity names, of either family of annotations. */
export function clusterArnOf(entity: Entity): string | undefined {
  const annotations = entity.metadata.annotations ?? {};
  const arn = annotations[ANNOTATION_ARN] ?? annotations[ANNOTATION_ROADIE_ARN];
  return arn?.trim() || undefined;
}

/**
 * True where an entity is a cluster: a Resource of type `kubernetes-cluster` or `eks-cluster`. It is
 * true without an ARN too, so that the tab can say which annotation is missing.
 * @public
 */
export function isEksClusterAvailable(entity: Entity): boolean {
  return hasClusterType(entity);
}

/**
 * True where an entity may have workloads on a cluster.
 * @public
 */
export function isEksAutoModeServiceAvailable(entity: Entity): boolean {
  return entity.kind.toLocaleLowerCase('en-US') === 'component';
}

/**
 * True where the overview card has something to say: clusters and services.
 * @public
 */
export function isEksAutoModeAvailable(entity: Entity): boolean {
  return isEksClusterAvailable(entity) || isEksAutoModeServiceAvailable(entity);
}

/**
 * True where an entity is a team: a Group.
 * @public
 */
export function isEksAutoModeGroupAvailable(entity: Entity): boolean {
  return entity.kind.toLocaleLowerCase('en-US') === 'group';
}

/** The same rules as predicates, which an app can override in its configuration. */
export const clusterFilter = {
  kind: 'resource',
  'spec.type': { $in: CLUSTER_TYPES },
};
export const serviceFilter = { kind: 'component' };
export const groupFilter = { kind: 'group' };
