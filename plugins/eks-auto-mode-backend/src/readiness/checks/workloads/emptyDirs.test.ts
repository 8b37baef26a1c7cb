// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aDaemonSet, aDeployment } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { emptyDirs } from './emptyDirs';

const spec = (medium?: string) => ({
  volumes: [{ name: 'tmp', emptyDir: { medium } }],
});
const web = (options: Parameters<typeof aDeployment>[1]) => ({
  deployments: [aDeployment('web', options).deployment],
});

holds(emptyDirs, [
  [
    'warns of one',
    web({ spec: spec() }),
    ['warning Deployment shop/web'],
    ['emptyDir tmp'],
  ],
  [
    'warns of one in memory',
    web({ spec: spec('Memory') }),
    ['warning Deployment shop/web'],
    ['emptyDir tmp (Memory)'],
  ],
  [
    'passes over DaemonSets',
    { daemonSets: [aDaemonSet('agent', { spec: spec() }).daemonSet] },
    [],
  ],
  ['passes over what is scaled to 0', web({ spec: spec(), replicas: 0 }), []],
]);
