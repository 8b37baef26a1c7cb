// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PodSpec } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aDeployment, aVolume } from '../../testing/objects';
import { holds, mends } from '../../testing/holds';
import { spread } from './spread';

const found = ['warning Deployment shop/web'];
const web = (spec: Partial<PodSpec>) => {
  const { deployment, replicaSet, pods } = aDeployment('web', { spec });
  return { deployments: [deployment], replicaSets: [replicaSet], pods };
};
const anti = (app: string, topologyKey = 'kubernetes.io/hostname', more = {}) =>
  web({
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey, labelSelector: { matchLabels: { app } }, ...more },
        ],
      },
    },
  });
const constraint = (
  whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway',
  topologyKey = 'topology.kubernetes.io/zone',
) =>
  web({
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        whenUnsatisfiable,
        topologyKey,
        labelSelector: { matchLabels: { app: 'web' } },
      },
    ],
  });
const zonal = aVolume('data', {
  volume: {
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [
          {
            matchExpressions: [
              {
                key: 'topology.ebs.csi.aws.com/zone',
                operator: 'In',
                values: ['us-east-1a'],
              },
            ],
          },
        ],
      },
    },
  },
});

holds(spread, [
  [
    'warns of pods that keep apart',
    anti('web'),
    found,
    ['required podAntiAffinity on kubernetes.io/hostname'],
  ],
  ['is silent where the term matches no pod', anti('nobody'), []],
  [
    'is silent where it looks into another namespace',
    anti('web', 'kubernetes.io/hostname', { namespaces: ['other'] }),
    [],
  ],
  [
    'takes a namespace by its name',
    anti('web', 'kubernetes.io/hostname', { namespaces: ['shop'] }),
    found,
    ['required podAntiAffinity on kubernetes.io/hostname'],
  ],
  [
    'takes an empty namespace selector for all',
    anti('web', 'kubernetes.io/hostname', { namespaceSelector: {} }),
    found,
    ['required podAntiAffinity on kubernetes.io/hostname'],
  ],
  [
    'knows the old name of a zone',
    anti('web', 'failure-domain.beta.kubernetes.io/zone'),
    found,
    ['required podAntiAffinity on failure-domain.beta.kubernetes.io/zone'],
  ],
  ['passes over other topologies', anti('web', 'example.org/rack'), []],
  [
    'warns of a hard constraint',
    constraint('DoNotSchedule'),
    found,
    ['topologySpreadConstraints DoNotSchedule on topology.kubernetes.io/zone'],
  ],
  ['passes over a soft one', constraint('ScheduleAnyway'), []],
  [
    'warns of a volume in a zone',
    {
      ...web({
        volumes: [
          { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
        ],
      }),
      persistentVolumes: [zonal.volume],
      persistentVolumeClaims: [zonal.claim],
    },
    found,
    ['1 volume bound to a zone: data'],
  ],
]);

mends(spread, [
  [
    'warns of pods that keep apart',
    anti('web'),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: web',
      '  namespace: shop',
      'spec:',
      '  template:',
      '    spec:',
      '      affinity:',
      '        podAntiAffinity:',
      '          requiredDuringSchedulingIgnoredDuringExecution: null',
      '          preferredDuringSchedulingIgnoredDuringExecution:',
      '            - weight: 100',
      '              podAffinityTerm:',
      '                topologyKey: kubernetes.io/hostname',
      '                labelSelector:',
      '                  matchLabels:',
      '                    app: web',
    ],
  ],
  [
    'takes a namespace by its name',
    anti('web', 'kubernetes.io/hostname', { namespaces: ['shop'] }),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: web',
      '  namespace: shop',
      'spec:',
      '  template:',
      '    spec:',
      '      affinity:',
      '        podAntiAffinity:',
      '          requiredDuringSchedulingIgnoredDuringExecution: null',
      '          preferredDuringSchedulingIgnoredDuringExecution:',
      '            - weight: 100',
      '              podAffinityTerm:',
      '                topologyKey: kubernetes.io/hostname',
      '                labelSelector:',
      '                  matchLabels:',
      '                    app: web',
      '                namespaces:',
      '                  - shop',
    ],
  ],
  [
    'takes an empty namespace selector for all',
    anti('web', 'kubernetes.io/hostname', { namespaceSelector: {} }),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: web',
      '  namespace: shop',
      'spec:',
      '  template:',
      '    spec:',
      '      affinity:',
      '        podAntiAffinity:',
      '          requiredDuringSchedulingIgnoredDuringExecution: null',
      '          preferredDuringSchedulingIgnoredDuringExecution:',
      '            - weight: 100',
      '              podAffinityTerm:',
      '                topologyKey: kubernetes.io/hostname',
      '                labelSelector:',
      '                  matchLabels:',
      '                    app: web',
      '                namespaceSelector: {}',
    ],
  ],
]);
