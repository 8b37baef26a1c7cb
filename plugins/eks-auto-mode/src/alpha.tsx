// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import AutorenewIcon from '@material-ui/icons/Autorenew';
import { eksAutoModeApiRef } from './api/EksAutoModeApi';
import { HttpEksAutoModeApi } from './api/HttpEksAutoModeApi';
import { clusterFilter, groupFilter, serviceFilter } from './entity';
import {
  clusterContentRouteRef,
  rootRouteRef,
  serviceContentRouteRef,
} from './routes';

export { eksAutoModeTranslationRef } from './translation';

const eksAutoModeApi = ApiBlueprint.make({
  params: define =>
    define({
      api: eksAutoModeApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new HttpEksAutoModeApi(deps),
    }),
});

const fleetPage = PageBlueprint.make({
  params: {
    path: '/eks-auto-mode',
    title: 'EKS Auto Mode',
    icon: <AutorenewIcon fontSize="inherit" />,
    routeRef: rootRouteRef,
    loader: () =>
      import('./components/fleet/FleetShell').then(m => <m.FleetShell />),
  },
});

const clusterContent = EntityContentBlueprint.make({
  name: 'cluster',
  params: {
    path: '/eks-auto-mode',
    title: 'Auto Mode',
    group: 'operation',
    routeRef: clusterContentRouteRef,
    filter: clusterFilter,
    loader: () =>
      import('./components/cluster/ClusterContent').then(m => (
        <m.ClusterContent />
      )),
  },
});

const serviceContent = EntityContentBlueprint.make({
  name: 'service',
  params: {
    path: '/eks-auto-mode',
    title: 'Auto Mode',
    group: 'operation',
    routeRef: serviceContentRouteRef,
    filter: serviceFilter,
    loader: () =>
      import('./components/service/ServiceContent').then(m => (
        <m.ServiceContent />
      )),
  },
});

const card = EntityCardBlueprint.make({
  name: 'overview',
  params: {
    type: 'info',
    filter: { $any: [clusterFilter, serviceFilter] },
    loader: () =>
      import('./components/card/AutoModeCard').then(m => <m.AutoModeCard />),
  },
});

const groupCard = EntityCardBlueprint.make({
  name: 'group',
  params: {
    type: 'content',
    filter: groupFilter,
    loader: () =>
      import('./components/group/GroupCard').then(m => <m.GroupCard />),
  },
});

/**
 * The plugin for apps of the new frontend system.
 * @alpha
 */
export default createFrontendPlugin({
  pluginId: 'eks-auto-mode',
  title: 'EKS Auto Mode',
  icon: <AutorenewIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: rootRouteRef,
    cluster: clusterContentRouteRef,
    service: serviceContentRouteRef,
  },
  extensions: [
    eksAutoModeApi,
    fleetPage,
    clusterContent,
    serviceContent,
    card,
    groupCard,
  ],
});
