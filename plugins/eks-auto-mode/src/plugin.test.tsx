// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Entity } from '@backstage/catalog-model';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import { FakeEksAutoModeApi } from '../dev/FakeEksAutoModeApi';
import { stories } from '../dev/stories';
import {
  checkoutProd,
  paymentsApi,
  paymentsTeam,
} from './__testUtils__/render';
import { said } from './__testUtils__/said';
import {
  eksAutoModeApiRef,
  EksAutoModeCard,
  EksAutoModeClusterContent,
  EksAutoModeGroupCard,
  EksAutoModePage,
  eksAutoModePlugin,
  EksAutoModeServiceContent,
  isEksAutoModeAvailable,
  isEksAutoModeGroupAvailable,
  isEksAutoModeServiceAvailable,
  isEksClusterAvailable,
} from './index';

async function mount(element: JSX.Element, entity: Entity = checkoutProd) {
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [
          eksAutoModeApiRef,
          new FakeEksAutoModeApi({ ...stories.service, ...stories.team }),
        ],
      ]}
    >
      <EntityProvider entity={entity}>
        <Routes>
          <Route path="/" element={element} />
        </Routes>
      </EntityProvider>
    </TestApiProvider>,
    { mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef } },
  );
}

describe('in an app of the legacy frontend system', () => {
  it('is one plugin with its API', () => {
    expect(eksAutoModePlugin.getId()).toBe('eks-auto-mode');
    expect([...eksAutoModePlugin.getApis()].map(f => f.api.id)).toEqual([
      'plugin.eks-auto-mode.service',
    ]);
  });

  it('mounts the fleet page with its shell', async () => {
    await mount(<EksAutoModePage />);
    expect(
      await screen.findByRole('heading', { name: 'EKS Auto Mode', level: 1 }),
    ).toBeInTheDocument();
    await said('1 of 7 clusters migrated');
  });

  it('mounts the tab of a cluster', async () => {
    await mount(<EksAutoModeClusterContent />);
    await said('Not ready: 2 things');
  });

  it('mounts the tab of a service', async () => {
    await mount(<EksAutoModeServiceContent />, paymentsApi);
    expect(
      await screen.findByText(/payments-api runs on 2 clusters/),
    ).toBeInTheDocument();
  });

  it.each([
    ['cluster', checkoutProd, /3 blockers/],
    ['service', paymentsApi, /2 blockers of this service/],
  ])('mounts the card of a %s', async (_kind, entity, words) => {
    await mount(<EksAutoModeCard />, entity);
    expect(await screen.findByText(words)).toBeInTheDocument();
  });

  it('mounts the card of a team', async () => {
    await mount(<EksAutoModeGroupCard />, paymentsTeam);
    await said('2 things of team-payments block checkout-prod');
  });

  it('gives Groups, and nothing else, the card of a team', () => {
    expect(isEksAutoModeGroupAvailable(paymentsTeam)).toBe(true);
    expect(isEksAutoModeGroupAvailable(paymentsApi)).toBe(false);
  });
});

describe('which entities get what', () => {
  const entity = (kind: string, type?: string): Entity => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name: 'x' },
    ...(type ? { spec: { type } } : {}),
  });
  it.each([
    ['Resource', 'kubernetes-cluster', true, false],
    ['Resource', 'eks-cluster', true, false],
    ['Resource', 'database', false, false],
    ['Resource', undefined, false, false],
    ['Component', 'service', false, true],
    ['API', 'openapi', false, false],
  ])(
    '%s of type %s: cluster %s, service %s',
    (kind, type, isCluster, isService) => {
      expect(isEksClusterAvailable(entity(kind, type))).toBe(isCluster);
      expect(isEksAutoModeServiceAvailable(entity(kind, type))).toBe(isService);
      expect(isEksAutoModeAvailable(entity(kind, type))).toBe(
        isCluster || isService,
      );
    },
  );
});
