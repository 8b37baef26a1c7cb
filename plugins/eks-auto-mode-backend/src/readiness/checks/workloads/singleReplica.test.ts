// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aDeployment, aStatefulSet } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { singleReplica } from './singleReplica';

const { deployment } = aDeployment('web', { replicas: 1 });
const unset = {
  ...deployment,
  spec: { ...deployment.spec, replicas: undefined },
};

holds(singleReplica, [
  [
    'warns of a Deployment of one',
    { deployments: [deployment] },
    ['warning Deployment shop/web'],
    ['spec.replicas = 1'],
  ],
  [
    'takes one for the default',
    { deployments: [unset] },
    ['warning Deployment shop/web'],
    ['spec.replicas = 1'],
  ],
  [
    'warns of a StatefulSet of one',
    { statefulSets: [aStatefulSet('db', { replicas: 1 }).statefulSet] },
    ['warning StatefulSet shop/db'],
    ['spec.replicas = 1'],
  ],
  [
    'passes over what is scaled to 0',
    { deployments: [aDeployment('web', { replicas: 0 }).deployment] },
    [],
  ],
]);
