// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Container } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aContainer, aDaemonSet, aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { readinessProbe } from './readinessProbe';

const found = ['warning Deployment shop/web'];
const bare = (overrides: Partial<Container> = {}) =>
  aContainer({ readinessProbe: undefined, name: 'bare', ...overrides });
const web = (containers: Container[], initContainers: Container[] = []) => ({
  deployments: [
    aDeployment('web', { spec: { containers, initContainers } }).deployment,
  ],
});

holds(readinessProbe, [
  ['warns of one container among several', web([aContainer(), bare()]), found],
  ['warns once of all', web([bare(), bare({ name: 'other' })]), found],
  [
    'counts native sidecars',
    web([aContainer()], [bare({ restartPolicy: 'Always' })]),
    found,
  ],
  ['passes over init containers', web([aContainer()], [bare()]), []],
  [
    'passes over DaemonSets',
    {
      daemonSets: [
        aDaemonSet('agent', { spec: { containers: [bare()] } }).daemonSet,
      ],
    },
    [],
  ],
]);
