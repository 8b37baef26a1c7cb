// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Entity } from '@backstage/catalog-model';
import { clusters } from './data';

const team = (name: string, title: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { namespace: 'default', name, title },
  spec: { type: 'team', children: [] },
});
const person = (name: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { namespace: 'default', name },
  spec: { memberOf: ['team-platform'] },
});

/** The catalog of the development apps: the clusters of the stories, a service, and who owns them. */
export const entities: Entity[] = [
  ...clusters.map(
    (c): Entity => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: {
        namespace: 'default',
        name: c.name,
        annotations: { 'amazonaws.com/arn': c.arn },
      },
      spec: { type: 'kubernetes-cluster', owner: c.owner },
    }),
  ),
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { namespace: 'default', name: 'no-arn' },
    spec: { type: 'kubernetes-cluster', owner: 'team-platform' },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { namespace: 'default', name: 'payments-api' },
    spec: { type: 'service', lifecycle: 'production', owner: 'team-payments' },
  },
  team('team-payments', 'Payments'),
  team('team-cart', 'Cart'),
  team('team-data', 'Data'),
  team('team-platform', 'Platform'),
  person('guest'),
  person('anna'),
];
