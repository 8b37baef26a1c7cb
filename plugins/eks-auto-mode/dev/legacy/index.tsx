// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createApiFactory } from '@backstage/core-plugin-api';
import { createDevApp } from '@backstage/dev-utils';
import {
  CatalogEntityPage,
  CatalogIndexPage,
  catalogPlugin,
  EntityAboutCard,
  EntityLayout,
  EntitySwitch,
  isKind,
} from '@backstage/plugin-catalog';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import Grid from '@material-ui/core/Grid';
import AutorenewIcon from '@material-ui/icons/Autorenew';
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
} from '../../src';
import { entities } from '../entities';
import { FakeEksAutoModeApi } from '../FakeEksAutoModeApi';
import { stories } from '../stories';

// The plugin as an app of the legacy frontend system mounts it: `yarn start:legacy`.
const story =
  new URLSearchParams(window.location.search).get('story') ?? 'service';

const overview = (
  <Grid container spacing={3}>
    <Grid item md={6}>
      <EntityAboutCard />
    </Grid>
    <EntitySwitch>
      <EntitySwitch.Case if={isEksAutoModeAvailable}>
        <Grid item md={6}>
          <EksAutoModeCard />
        </Grid>
      </EntitySwitch.Case>
    </EntitySwitch>
    <EntitySwitch>
      <EntitySwitch.Case if={isEksAutoModeGroupAvailable}>
        <Grid item md={12}>
          <EksAutoModeGroupCard />
        </Grid>
      </EntitySwitch.Case>
    </EntitySwitch>
  </Grid>
);

const resourcePage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      {overview}
    </EntityLayout.Route>
    <EntityLayout.Route
      path="/eks-auto-mode"
      title="Auto Mode"
      if={isEksClusterAvailable}
    >
      <EksAutoModeClusterContent />
    </EntityLayout.Route>
  </EntityLayout>
);

const componentPage = (
  <EntityLayout>
    <EntityLayout.Route path="/" title="Overview">
      {overview}
    </EntityLayout.Route>
    <EntityLayout.Route
      path="/eks-auto-mode"
      title="Auto Mode"
      if={isEksAutoModeServiceAvailable}
    >
      <EksAutoModeServiceContent />
    </EntityLayout.Route>
  </EntityLayout>
);

const entityPage = (
  <EntitySwitch>
    <EntitySwitch.Case if={isKind('component')}>
      {componentPage}
    </EntitySwitch.Case>
    <EntitySwitch.Case>{resourcePage}</EntitySwitch.Case>
  </EntitySwitch>
);

// There is no backend to sign in at: this is what "enter as a guest" falls back to.
window.localStorage.setItem('enableLegacyGuestToken', 'true');
window.localStorage.setItem('@backstage/core:SignInPage:provider', 'guest');

createDevApp()
  .registerPlugin(catalogPlugin, eksAutoModePlugin)
  .registerApi(
    createApiFactory(eksAutoModeApiRef, new FakeEksAutoModeApi(stories[story])),
  )
  .registerApi(createApiFactory(catalogApiRef, catalogApiMock({ entities })))
  .addPage({
    path: '/eks-auto-mode',
    title: 'EKS Auto Mode',
    icon: AutorenewIcon,
    element: <EksAutoModePage />,
  })
  .addPage({
    path: '/catalog',
    title: 'Catalog',
    element: <CatalogIndexPage initiallySelectedFilter="all" />,
  })
  .addPage({
    path: '/catalog/:namespace/:kind/:name',
    element: <CatalogEntityPage />,
    children: entityPage,
  })
  .render();
