// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  claim,
  container,
  mounts,
  node,
  on,
  placementCase,
  pod,
  requests,
  type PlacementCase,
} from './case';

const port = (
  name: string,
  hostPort: number,
  more: { protocol?: 'TCP' | 'UDP'; hostIP?: string } = {},
) =>
  pod(name, {
    containers: [
      container(undefined, {
        ports: [{ containerPort: hostPort, hostPort, ...more }],
      }),
    ],
  });

export const resourceCases: PlacementCase[] = [
  placementCase('CPU: what is left decides', {
    nodes: [node('full'), node('free')],
    pods: [on('full', pod('big', requests({ cpu: '3500m' })))],
    pod: pod('web', requests({ cpu: '600m' })),
    expect: { nodes: ['free'] },
  }),
  placementCase('CPU: just fitting is fitting', {
    nodes: [node('a')],
    pods: [on('a', pod('big', requests({ cpu: '3500m' })))],
    pod: pod('web', requests({ cpu: '500m' })),
    expect: { nodes: ['a'] },
  }),
  placementCase('memory: one byte too many', {
    nodes: [node('a')],
    pod: pod('web', requests({ memory: '8589934593' })),
    expect: { pending: true, because: 'resources' },
  }),
  placementCase('ephemeral storage counts', {
    nodes: [node('a')],
    pod: pod('web', requests({ 'ephemeral-storage': '51Gi' })),
    expect: { pending: true, because: 'resources' },
  }),
  placementCase('an extended resource that no node has', {
    nodes: [node('a')],
    pod: pod('web', {
      containers: [
        container(undefined, {
          resources: {
            requests: { 'example.com/device': '1' },
            limits: { 'example.com/device': '1' },
          },
        }),
      ],
    }),
    expect: { pending: true, because: 'resources' },
  }),
  placementCase('an extended resource on the node that has it', {
    nodes: [
      node('a'),
      node('b', { allocatable: { 'example.com/device': '2' } }),
    ],
    pod: pod('web', {
      containers: [
        container(undefined, {
          resources: {
            requests: { 'example.com/device': '1' },
            limits: { 'example.com/device': '1' },
          },
        }),
      ],
    }),
    expect: { nodes: ['b'] },
  }),
  placementCase('a pod without requests fits a full node', {
    nodes: [node('a')],
    pods: [on('a', pod('big', requests({ cpu: '4', memory: '8Gi' })))],
    pod: pod('web', { containers: [container({})] }),
    expect: { nodes: ['a'] },
  }),
  placementCase('pods per node', {
    nodes: [node('a', { allocatable: { pods: '1' } }), node('b')],
    pods: [on('a', pod('other'))],
    pod: pod('web'),
    expect: { nodes: ['b'] },
  }),
  placementCase('an init container that asks for more than the rest', {
    nodes: [node('small', { allocatable: { cpu: '1' } }), node('large')],
    pod: pod('web', {
      initContainers: [container({ cpu: '2' }, { name: 'init' })],
    }),
    expect: { nodes: ['large'] },
  }),
  placementCase('init containers are not added to the containers', {
    nodes: [node('a', { allocatable: { cpu: '2' } })],
    pod: pod('web', {
      ...requests({ cpu: '2' }),
      initContainers: [container({ cpu: '2' }, { name: 'init' })],
    }),
    expect: { nodes: ['a'] },
  }),
  placementCase('native sidecars are added to the containers', {
    nodes: [node('a', { allocatable: { cpu: '2' } })],
    pod: pod('web', {
      ...requests({ cpu: '1500m' }),
      initContainers: [
        container({ cpu: '1' }, { name: 'proxy', restartPolicy: 'Always' }),
      ],
    }),
    expect: { pending: true, because: 'resources' },
  }),
  placementCase('containers are added up', {
    nodes: [node('a', { allocatable: { cpu: '2' } })],
    pod: pod('web', {
      containers: [
        container({ cpu: '1500m' }),
        container({ cpu: '600m' }, { name: 'second' }),
      ],
    }),
    expect: { pending: true, because: 'resources' },
  }),
  placementCase('host port: taken', {
    nodes: [node('a'), node('b')],
    pods: [on('a', port('other', 8080))],
    pod: port('web', 8080),
    expect: { nodes: ['b'] },
  }),
  placementCase('host port: another protocol does not clash', {
    nodes: [node('a')],
    pods: [on('a', port('other', 8080, { protocol: 'UDP' }))],
    pod: port('web', 8080),
    expect: { nodes: ['a'] },
  }),
  placementCase('host port: two addresses do not clash', {
    nodes: [node('a')],
    pods: [on('a', port('other', 8080, { hostIP: '127.0.0.1' }))],
    pod: port('web', 8080, { hostIP: '127.0.0.2' }),
    expect: { nodes: ['a'] },
  }),
  placementCase('host port: every address clashes with one', {
    nodes: [node('a')],
    pods: [on('a', port('other', 8080, { hostIP: '127.0.0.1' }))],
    pod: port('web', 8080),
    expect: { pending: true, because: 'host-port' },
  }),
];

const zonal = (
  zone: string,
): NonNullable<Parameters<typeof claim>[1]>['volume'] => ({
  csi: { driver: 'disk.example.com', volumeHandle: 'vol-1' },
  nodeAffinity: {
    required: {
      nodeSelectorTerms: [
        {
          matchExpressions: [
            {
              key: 'topology.kubernetes.io/zone',
              operator: 'In',
              values: [zone],
            },
          ],
        },
      ],
    },
  },
});

const zones = [node('a'), node('b', { zone: 'zone-b' })];

export const volumeCases: PlacementCase[] = [
  placementCase('volume: node affinity of a bound volume', {
    nodes: zones,
    ...claim('data', { volume: zonal('zone-b') }),
    pod: pod('web', mounts('data')),
    expect: { nodes: ['b'] },
  }),
  placementCase('volume: in a zone without a node', {
    nodes: zones,
    ...claim('data', { volume: zonal('zone-c') }),
    pod: pod('web', mounts('data')),
    expect: { pending: true, because: 'volume' },
  }),
  placementCase('volume: zone label of a bound volume', {
    nodes: zones,
    ...claim('data', {
      volume: { csi: { driver: 'disk.example.com', volumeHandle: 'vol-1' } },
      labels: { 'topology.kubernetes.io/zone': 'zone-a' },
    }),
    pod: pod('web', mounts('data')),
    expect: { nodes: ['a'] },
  }),
  placementCase('volume: the claim does not exist', {
    nodes: zones,
    pod: pod('web', mounts('data')),
    expect: { pending: true, because: 'volume' },
  }),
  placementCase('volume: allowed topologies of a class that waits', {
    nodes: zones,
    ...claim('data', { storageClass: 'waits' }),
    storageClasses: [
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: 'waits' },
        provisioner: 'disk.example.com',
        volumeBindingMode: 'WaitForFirstConsumer',
        allowedTopologies: [
          {
            matchLabelExpressions: [
              { key: 'topology.kubernetes.io/zone', values: ['zone-b'] },
            ],
          },
        ],
      },
    ],
    pod: pod('web', mounts('data')),
    expect: { nodes: ['b'] },
  }),
  placementCase('volume: not bound, of a class that does not wait', {
    nodes: zones,
    ...claim('data', { storageClass: 'immediate' }),
    storageClasses: [
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: 'immediate' },
        provisioner: 'disk.example.com',
        volumeBindingMode: 'Immediate',
      },
    ],
    pod: pod('web', mounts('data')),
    expect: { pending: true, because: 'volume' },
  }),
];
