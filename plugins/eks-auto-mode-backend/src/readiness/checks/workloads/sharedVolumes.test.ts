// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aContainer, aDeployment, aVolume } from '../../testing/objects';
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

const levels = (...each: (string | undefined)[]) => {
  const parts = sharing(['a']);
  return {
    ...parts,
    pods: parts.pods.map((one, index) => ({
      ...one,
      spec: {
        ...one.spec,
        containers: [
          aContainer({ name: 'plain' }),
          aContainer({
            securityContext: { seLinuxOptions: { level: each[index] } },
          }),
        ],
      },
    })),
  };
};

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
  [
    'passes where the containers have one level',
    levels('s0:c1,c2', 's0:c1,c2'),
    [],
  ],
  ['warns where the levels differ', levels('s0:c1,c2', 's0:c3,c4'), found],
  ['warns where one has none', levels('s0:c1,c2', undefined), found],
  [
    'passes over pods that wait for a node, or keep off Auto nodes',
    {
      ...sharing(['a']),
      pods: sharing(['a']).pods.map((one, index) => ({
        ...one,
        spec: {
          ...one.spec,
          nodeName: index === 0 ? undefined : 'a',
          nodeSelector: { 'eks.amazonaws.com/compute-type': 'hybrid' },
        },
      })),
    },
    [],
  ],
  [
    'passes over volumes of other kinds',
    {
      ...sharing(['a']),
      pods: sharing(['a']).pods.map(one => ({
        ...one,
        spec: { ...one.spec, volumes: [{ name: 'tmp', emptyDir: {} }] },
      })),
    },
    [],
  ],
  [
    'passes over pods without volumes, and claims without modes',
    {
      ...sharing(['a']),
      persistentVolumeClaims: [
        aVolume('data', { claim: { accessModes: undefined } }).claim,
      ],
    },
    [],
  ],
]);
