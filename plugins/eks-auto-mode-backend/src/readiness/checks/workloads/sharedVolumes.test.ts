// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aDeployment, aVolume } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { sharedVolumes } from './sharedVolumes';

const sharing = (
  nodeNames: string[],
  accessMode = 'ReadWriteOnce',
  level?: string,
) => {
  const { deployment, replicaSet, pods } = aDeployment('web', {
    replicas: 2,
    nodeNames,
    spec: {
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
      securityContext: level ? { seLinuxOptions: { level } } : undefined,
    },
  });
  return {
    deployments: [deployment],
    replicaSets: [replicaSet],
    pods,
    persistentVolumeClaims: [
      aVolume('data', { claim: { accessModes: [accessMode] } }).claim,
    ],
  };
};
const found = ['warning Deployment shop/web'];

holds(sharedVolumes, [
  [
    'warns of two pods on one node',
    sharing(['a']),
    found,
    ['claim shop/data on node a: pods web-5d4f-0, web-5d4f-1'],
  ],
  ['passes where they stand apart', sharing(['a', 'b']), []],
  ['passes on a volume for many', sharing(['a'], 'ReadWriteMany'), []],
  [
    'passes where both have one level',
    sharing(['a'], 'ReadWriteOnce', 's0:c1,c2'),
    [],
  ],
]);
