// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parse } from 'yaml';
import {
  aBudget,
  aDaemonSet,
  aDeployment,
  aStatefulSet,
} from '../../testing/objects';
import { holds, mends } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
import { noBudget } from './noBudget';

const web = aDeployment('web', { replicas: 2 });
const alone = {
  deployments: [web.deployment],
  podDisruptionBudgets: [],
  pods: [],
  replicaSets: [],
};

holds(noBudget, [
  [
    'warns of two replicas without one',
    alone,
    ['warning Deployment shop/web'],
    ['2 replicas, no PodDisruptionBudget selects them'],
  ],
  [
    'warns of a StatefulSet',
    { statefulSets: [aStatefulSet('db').statefulSet] },
    ['warning StatefulSet shop/db'],
    ['3 replicas, no PodDisruptionBudget selects them'],
  ],
  ['passes with one', { ...alone, podDisruptionBudgets: [aBudget('web')] }, []],
  [
    'passes on a single replica',
    {
      ...alone,
      deployments: [aDeployment('web', { replicas: 1 }).deployment],
    },
    [],
  ],
  [
    'passes over DaemonSets',
    {
      ...alone,
      deployments: [],
      daemonSets: [aDaemonSet('agent').daemonSet],
    },
    [],
  ],
]);

it('WL-06 offers a budget with the selector of the workload', () => {
  const [{ patch }] = findingsOf(noBudget, alone);
  expect(parse(patch?.content ?? '')).toEqual({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: { app: 'web' } },
    },
  });
});

mends(noBudget, [
  [
    'warns of two replicas without one',
    alone,
    [
      '# kubectl create -f patch.yaml',
      'apiVersion: policy/v1',
      'kind: PodDisruptionBudget',
      'metadata:',
      '  name: web',
      '  namespace: shop',
      'spec:',
      '  maxUnavailable: 1',
      '  unhealthyPodEvictionPolicy: AlwaysAllow',
      '  selector:',
      '    matchLabels:',
      '      app: web',
    ],
  ],
]);
