// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Entity } from '@backstage/catalog-model';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { clusters } from '../../dev/data';
import { FakeEksAutoModeApi, World } from '../../dev/FakeEksAutoModeApi';
import { eksAutoModeApiRef } from '../api/EksAutoModeApi';

/** The entity of the cluster that the stories are about. */
export const checkoutProd: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: {
    namespace: 'default',
    name: 'checkout-prod',
    annotations: { 'amazonaws.com/arn': clusters[0].arn },
  },
  spec: { type: 'kubernetes-cluster', owner: 'team-payments' },
};

export const paymentsApi: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { namespace: 'default', name: 'payments-api' },
  spec: { type: 'service', owner: 'team-payments' },
};

export const paymentsTeam: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { namespace: 'default', name: 'team-payments' },
  spec: { type: 'team', children: [] },
};

/** Renders a surface against a backend in memory, at an address with its query. */
export async function renderWith(
  element: JSX.Element,
  options: {
    story?: Partial<World>;
    fake?: FakeEksAutoModeApi;
    entity?: Entity;
    search?: string;
  } = {},
): Promise<{ container: HTMLElement; fake: FakeEksAutoModeApi }> {
  const fake = options.fake ?? new FakeEksAutoModeApi(options.story);
  const { container } = await renderInTestApp(
    <TestApiProvider apis={[[eksAutoModeApiRef, fake]]}>
      <EntityProvider entity={options.entity ?? checkoutProd}>
        {element}
      </EntityProvider>
    </TestApiProvider>,
    {
      routeEntries: [`/${options.search ?? ''}`],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
  return { container, fake };
}
