// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { eksAutoModeApiRef } from './api/EksAutoModeApi';
import { HttpEksAutoModeApi } from './api/HttpEksAutoModeApi';
import {
  clusterContentRouteRef,
  rootRouteRef,
  serviceContentRouteRef,
} from './routes';

/**
 * The plugin for apps of the legacy frontend system.
 * @public
 */
export const eksAutoModePlugin = createPlugin({
  id: 'eks-auto-mode',
  routes: {
    root: rootRouteRef,
    cluster: clusterContentRouteRef,
    service: serviceContentRouteRef,
  },
  apis: [
    createApiFactory({
      api: eksAutoModeApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new HttpEksAutoModeApi(deps),
    }),
  ],
});

/**
 * The fleet page; mount it at `/eks-auto-mode`.
 * @public
 */
export const EksAutoModePage = eksAutoModePlugin.provide(
  createRoutableExtension({
    name: 'EksAutoModePage',
    component: () =>
      import('./components/fleet/FleetPage').then(m => m.FleetPage),
    mountPoint: rootRouteRef,
  }),
);

/**
 * The tab on a cluster's entity; mount it at `/eks-auto-mode`, where links point to.
 * @public
 */
export const EksAutoModeClusterContent = eksAutoModePlugin.provide(
  createRoutableExtension({
    name: 'EksAutoModeClusterContent',
    component: () =>
      import('./components/cluster/ClusterContent').then(m => m.ClusterContent),
    mountPoint: clusterContentRouteRef,
  }),
);

/**
 * The tab on a service's entity; mount it at `/eks-auto-mode`.
 * @public
 */
export const EksAutoModeServiceContent = eksAutoModePlugin.provide(
  createRoutableExtension({
    name: 'EksAutoModeServiceContent',
    component: () =>
      import('./components/service/ServiceContent').then(m => m.ServiceContent),
    mountPoint: serviceContentRouteRef,
  }),
);

/**
 * The card for the overview of a Group: what of the team's blocks what.
 * @public
 */
export const EksAutoModeGroupCard = eksAutoModePlugin.provide(
  createComponentExtension({
    name: 'EksAutoModeGroupCard',
    component: {
      lazy: () => import('./components/group/GroupCard').then(m => m.GroupCard),
    },
  }),
);

/**
 * The card for the overview of a cluster or of a service.
 * @public
 */
export const EksAutoModeCard = eksAutoModePlugin.provide(
  createComponentExtension({
    name: 'EksAutoModeCard',
    component: {
      lazy: () =>
        import('./components/card/AutoModeCard').then(m => m.AutoModeCard),
    },
  }),
);
