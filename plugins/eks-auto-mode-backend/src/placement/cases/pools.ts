// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  claim,
  mounts,
  node,
  nodeAffinity,
  placementCase,
  pod,
  pool,
  requests,
  type PlacementCase,
} from './case';

const full = node('full', { cordoned: true });

const dedicated = pool('dedicated', {
  taints: [{ key: 'dedicated', value: 'team', effect: 'NoSchedule' }],
  labels: { tier: 'dedicated' },
});

export const poolCases: PlacementCase[] = [
  placementCase('pool: launches for a pod without a node', {
    nodes: [full],
    pools: [pool('general')],
    pod: pod('web'),
    expect: { launches: 'general' },
  }),
  placementCase('pool: not while a node is free', {
    nodes: [node('free')],
    pools: [pool('general')],
    pod: pod('web'),
    expect: { nodes: ['free'] },
  }),
  placementCase('pool: its labels meet a node selector', {
    pools: [pool('general'), pool('labelled', { labels: { team: 'red' } })],
    pod: pod('web', { nodeSelector: { team: 'red' } }),
    expect: { launches: 'labelled' },
  }),
  placementCase('pool: a label that it does not define is not met', {
    pools: [pool('general')],
    pod: pod('web', { nodeSelector: { team: 'red' } }),
    expect: { pending: true, because: 'node-selector' },
  }),
  placementCase('pool: NotIn is met by a label that it does not define', {
    pools: [pool('general')],
    pod: pod(
      'web',
      nodeAffinity([{ key: 'team', operator: 'NotIn', values: ['red'] }]),
    ),
    expect: { launches: 'general' },
  }),
  placementCase('pool: Exists is not', {
    pools: [pool('general')],
    pod: pod('web', nodeAffinity([{ key: 'team', operator: 'Exists' }])),
    expect: { pending: true, because: 'node-affinity' },
  }),
  placementCase('pool: a custom requirement lends its values as labels', {
    pools: [
      pool('teams', {
        requirements: [
          { key: 'team', operator: 'In', values: ['red', 'blue'] },
        ],
      }),
    ],
    pod: pod('web', { nodeSelector: { team: 'blue' } }),
    expect: { launches: 'teams' },
  }),
  placementCase('pool: a custom requirement excludes other values', {
    pools: [
      pool('teams', {
        requirements: [{ key: 'team', operator: 'In', values: ['red'] }],
      }),
    ],
    pod: pod('web', { nodeSelector: { team: 'blue' } }),
    expect: { pending: true, because: 'node-selector' },
  }),
  placementCase('pool: its taints have to be tolerated', {
    pools: [dedicated],
    pod: pod('web'),
    expect: { pending: true, because: 'taint' },
  }),
  placementCase('pool: tolerated taints', {
    pools: [dedicated],
    pod: pod('web', {
      nodeSelector: { tier: 'dedicated' },
      tolerations: [
        {
          key: 'dedicated',
          operator: 'Equal',
          value: 'team',
          effect: 'NoSchedule',
        },
      ],
    }),
    expect: { launches: 'dedicated' },
  }),
  placementCase('pool: architecture', {
    pools: [pool('intel'), pool('arm', { architectures: ['arm64'] })],
    pod: pod('web', { nodeSelector: { 'kubernetes.io/arch': 'arm64' } }),
    expect: { launches: 'arm' },
  }),
  placementCase('pool: architecture by its old name', {
    pools: [pool('intel'), pool('arm', { architectures: ['arm64'] })],
    pod: pod('web', { nodeSelector: { 'beta.kubernetes.io/arch': 'arm64' } }),
    expect: { launches: 'arm' },
  }),
  placementCase('pool: operating system by its old name', {
    pools: [pool('general')],
    pod: pod('web', { nodeSelector: { 'beta.kubernetes.io/os': 'linux' } }),
    expect: { launches: 'general' },
  }),
  placementCase('pool: no Windows', {
    pools: [pool('general')],
    pod: pod('web', { nodeSelector: { 'kubernetes.io/os': 'windows' } }),
    expect: { pending: true, because: 'node-selector' },
  }),
  placementCase('pool: capacity type', {
    pools: [pool('steady'), pool('cheap', { capacity: ['spot'] })],
    pod: pod('web', { nodeSelector: { 'karpenter.sh/capacity-type': 'spot' } }),
    expect: { launches: 'cheap' },
  }),
  placementCase('pool: the weightier one goes first', {
    pools: [pool('light', { weight: 1 }), pool('heavy', { weight: 10 })],
    pod: pod('web'),
    expect: { launches: 'heavy' },
  }),
  placementCase('pool: among equals the later in the alphabet', {
    pools: [pool('alpha'), pool('omega')],
    pod: pod('web'),
    expect: { launches: 'omega' },
  }),
  placementCase('pool: the weightier one that fits', {
    pools: [
      pool('light', { weight: 1 }),
      pool('heavy', {
        weight: 10,
        taints: [{ key: 'no', effect: 'NoSchedule' }],
      }),
    ],
    pod: pod('web'),
    expect: { launches: 'light' },
  }),
  placementCase('pool: zone', {
    pools: [
      pool('a-only', {
        requirements: [
          {
            key: 'topology.kubernetes.io/zone',
            operator: 'In',
            values: ['zone-a'],
          },
        ],
      }),
      pool('b-only', {
        requirements: [
          {
            key: 'topology.kubernetes.io/zone',
            operator: 'In',
            values: ['zone-b'],
          },
        ],
      }),
    ],
    pod: pod('web', {
      nodeSelector: { 'topology.kubernetes.io/zone': 'zone-b' },
    }),
    expect: { launches: 'b-only' },
  }),
  placementCase('pool: zone by its old name', {
    pools: [
      pool('a-only', {
        requirements: [
          {
            key: 'topology.kubernetes.io/zone',
            operator: 'In',
            values: ['zone-a'],
          },
        ],
      }),
    ],
    pod: pod('web', {
      nodeSelector: { 'failure-domain.beta.kubernetes.io/zone': 'zone-b' },
    }),
    expect: { pending: true, because: 'node-selector' },
  }),
  placementCase('pool: by its own name', {
    pools: [pool('one'), pool('two')],
    pod: pod('web', { nodeSelector: { 'karpenter.sh/nodepool': 'two' } }),
    expect: { launches: 'two' },
  }),
  placementCase('pool: a host name is never met by a new node', {
    pools: [pool('general')],
    pod: pod('web', { nodeSelector: { 'kubernetes.io/hostname': 'old-node' } }),
    expect: { pending: true, because: 'node-selector' },
  }),
  placementCase('pool: larger than any node', {
    pools: [pool('general')],
    pod: pod('web', requests({ cpu: '1000' })),
    expect: { pending: true, because: 'resources' },
  }),
  placementCase('pool: the second of two ORed terms', {
    pools: [pool('labelled', { labels: { team: 'red' } })],
    pod: pod(
      'web',
      nodeAffinity(
        [{ key: 'team', operator: 'In', values: ['blue'] }],
        [{ key: 'team', operator: 'In', values: ['red'] }],
      ),
    ),
    expect: { launches: 'labelled' },
  }),
  placementCase('pool: the zone of a volume', {
    pools: [
      pool('a-only', {
        weight: 10,
        requirements: [
          {
            key: 'topology.kubernetes.io/zone',
            operator: 'In',
            values: ['zone-a'],
          },
        ],
      }),
      pool('b-only', {
        requirements: [
          {
            key: 'topology.kubernetes.io/zone',
            operator: 'In',
            values: ['zone-b'],
          },
        ],
      }),
    ],
    ...claim('data', {
      volume: {
        csi: { driver: 'disk.example.com', volumeHandle: 'vol-1' },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  {
                    key: 'topology.kubernetes.io/zone',
                    operator: 'In',
                    values: ['zone-b'],
                  },
                ],
              },
            ],
          },
        },
      },
    }),
    pod: pod('web', mounts('data')),
    expect: { launches: 'b-only' },
  }),
  placementCase('pool: a limit of nothing closes it', {
    pools: [pool('closed', { weight: 10, limits: { cpu: '0' } }), pool('open')],
    pod: pod('web'),
    expect: { launches: 'open' },
  }),
];
