// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { ConfigReader } from '@backstage/core-app-api';
import { createApp } from '@backstage/frontend-defaults';
import {
  ApiBlueprint,
  createFrontendModule,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import ReactDOM from 'react-dom/client';
import plugin from '../src/alpha';
import { eksAutoModeApiRef } from '../src/api/EksAutoModeApi';
import { entities } from './entities';
import { FakeEksAutoModeApi } from './FakeEksAutoModeApi';
import { ScenesPage } from './ScenesPage';
import { stories } from './stories';
// This is an app of its own, so it brings the styles that an app brings.
// eslint-disable-next-line @backstage/no-ui-css-imports-in-non-frontend
import '@backstage/ui/css/styles.css';

const story =
  new URLSearchParams(window.location.search).get('story') ?? 'blocked';

const fakes = createFrontendModule({
  pluginId: 'eks-auto-mode',
  extensions: [
    ApiBlueprint.make({
      params: define =>
        define({
          api: eksAutoModeApiRef,
          deps: {},
          factory: () => new FakeEksAutoModeApi(stories[story]),
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
          factory: () => catalogApiMock({ entities }),
        }),
    }),
  ],
});

const scenesPlugin = createFrontendPlugin({
  pluginId: 'scenes',
  extensions: [
    PageBlueprint.make({
      params: {
        path: '/scenes',
        title: 'States',
        loader: async () => <ScenesPage />,
      },
    }),
  ],
});

// Signed in as nobody in particular: without a backend there is nobody to ask.
const config = new ConfigReader({
  app: {
    title: 'EKS Auto Mode',
    baseUrl: window.location.origin,
    extensions: [
      { 'sign-in-page:app': false },
      { 'page:catalog': { config: { path: '/' } } },
    ],
  },
  backend: { baseUrl: window.location.origin },
});

const app = createApp({
  advanced: { configLoader: async () => ({ config }) },
  features: [catalogPlugin, plugin, scenesPlugin, fakes, fakeCatalog],
});
ReactDOM.createRoot(document.getElementById('root')!).render(app.createRoot());
