// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { renderTestApp } from '@backstage/frontend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import { FakeEksAutoModeApi } from '../dev/FakeEksAutoModeApi';
import { stories } from '../dev/stories';
import {
  checkoutProd,
  paymentsApi,
  paymentsTeam,
} from './__testUtils__/render';
import { said } from './__testUtils__/said';
import plugin from './alpha';
import { eksAutoModeApiRef } from './api/EksAutoModeApi';

const fakes = createFrontendModule({
  pluginId: 'eks-auto-mode',
  extensions: [
    ApiBlueprint.make({
      params: define =>
        define({
          api: eksAutoModeApiRef,
          deps: {},
          factory: () =>
            new FakeEksAutoModeApi({ ...stories.service, ...stories.team }),
        }),
    }),
  ],
});
const fakeCatalog = createFrontendModule({
  pluginId: 'catalog',
  extensions: [
    ApiBlueprint.make({
      params: define =>
        define({
          api: catalogApiRef,
          deps: {},
          factory: () =>
            catalogApiMock({
              entities: [checkoutProd, paymentsApi, paymentsTeam],
            }),
        }),
    }),
  ],
});

const open = (path: string) =>
  renderTestApp({
    features: [catalogPlugin, plugin, fakes, fakeCatalog],
    initialRouteEntries: [path],
  });

describe('in an app of the new frontend system', () => {
  it('mounts the fleet page', async () => {
    open('/eks-auto-mode');
    await said('1 of 7 clusters migrated');
  });

  it('mounts the tab of a cluster, with its address', async () => {
    open(
      '/catalog/default/resource/checkout-prod/eks-auto-mode?severity=warning',
    );
    expect(await screen.findByText('2 of 6 findings')).toBeInTheDocument();
    expect(screen.queryByText(/has no controller/)).not.toBeInTheDocument();
  });

  it('mounts the tab of a service', async () => {
    open('/catalog/default/component/payments-api/eks-auto-mode');
    expect(
      await screen.findByText(/payments-api runs on 2 clusters/),
    ).toBeInTheDocument();
  });

  it('puts the card on the overview', async () => {
    open('/catalog/default/component/payments-api');
    expect(
      await screen.findByText(
        /2 blockers of this service/,
        {},
        // The overview brings every card of the catalog with it.
        { timeout: 45_000 },
      ),
    ).toBeInTheDocument();
  });

  it('puts the team’s card on the overview of a Group', async () => {
    open('/catalog/default/group/team-payments');
    expect(
      await screen.findByText(
        /what of yours blocks what/,
        {},
        { timeout: 45_000 },
      ),
    ).toBeInTheDocument();
    await said('2 things of team-payments block checkout-prod');
  });
});
