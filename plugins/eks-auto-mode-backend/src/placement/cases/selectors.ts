// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  node,
  nodeAffinity,
  placementCase,
  pod,
  type PlacementCase,
} from './case';

const nodes = [
  node('a', { labels: { team: 'red', size: '10' } }),
  node('b', { labels: { team: 'blue', size: '20' } }),
  node('c'),
];

const affinityCases: [string, Parameters<typeof nodeAffinity>, string[]][] = [
  [
    'In',
    [[{ key: 'team', operator: 'In', values: ['red', 'blue'] }]],
    ['a', 'b'],
  ],
  [
    'NotIn, which holds where the label is missing',
    [[{ key: 'team', operator: 'NotIn', values: ['red'] }]],
    ['b', 'c'],
  ],
  ['Exists', [[{ key: 'team', operator: 'Exists' }]], ['a', 'b']],
  ['DoesNotExist', [[{ key: 'team', operator: 'DoesNotExist' }]], ['c']],
  ['Gt', [[{ key: 'size', operator: 'Gt', values: ['10'] }]], ['b']],
  ['Lt', [[{ key: 'size', operator: 'Lt', values: ['20'] }]], ['a']],
  [
    'terms are ORed',
    [
      [{ key: 'team', operator: 'In', values: ['red'] }],
      [{ key: 'team', operator: 'DoesNotExist' }],
    ],
    ['a', 'c'],
  ],
  [
    'expressions of one term are ANDed',
    [
      [
        { key: 'team', operator: 'Exists' },
        { key: 'size', operator: 'Gt', values: ['15'] },
      ],
    ],
    ['b'],
  ],
];

export const selectorCases: PlacementCase[] = [
  placementCase('no demands: any node', {
    nodes,
    pod: pod('web'),
    expect: { nodes: ['a', 'b', 'c'] },
  }),
  placementCase('node selector', {
    nodes,
    pod: pod('web', { nodeSelector: { team: 'red' } }),
    expect: { nodes: ['a'] },
  }),
  placementCase('node selector: every label has to match', {
    nodes,
    pod: pod('web', { nodeSelector: { team: 'red', size: '20' } }),
    expect: { pending: true, because: 'node-selector' },
  }),
  ...affinityCases.map(([name, terms, expected]) =>
    placementCase(`node affinity: ${name}`, {
      nodes,
      pod: pod('web', nodeAffinity(...terms)),
      expect: { nodes: expected },
    }),
  ),
  placementCase('node affinity and node selector both hold', {
    nodes,
    pod: pod('web', {
      nodeSelector: { team: 'blue' },
      ...nodeAffinity([{ key: 'size', operator: 'Lt', values: ['20'] }]),
    }),
    expect: { pending: true, because: 'node-affinity' },
  }),
  placementCase('node affinity by field: metadata.name', {
    nodes,
    pod: pod('web', {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              {
                matchFields: [
                  { key: 'metadata.name', operator: 'In', values: ['c'] },
                ],
              },
            ],
          },
        },
      },
    }),
    expect: { nodes: ['c'] },
  }),
  placementCase('a preferred node affinity forbids nothing', {
    nodes: [nodes[2]],
    pod: pod('web', {
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 100,
              preference: {
                matchExpressions: [
                  { key: 'team', operator: 'In', values: ['red'] },
                ],
              },
            },
          ],
        },
      },
    }),
    expect: { nodes: ['c'] },
  }),
];

const tainted = [
  node('dedicated', {
    taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }],
  }),
  node('evicting', { taints: [{ key: 'maintenance', effect: 'NoExecute' }] }),
];

const tolerationCases: [
  string,
  NonNullable<Parameters<typeof pod>[1]>['tolerations'],
  string[],
][] = [
  [
    'equal value',
    [
      {
        key: 'dedicated',
        operator: 'Equal',
        value: 'gpu',
        effect: 'NoSchedule',
      },
    ],
    ['dedicated'],
  ],
  [
    'Equal is the default operator',
    [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }],
    ['dedicated'],
  ],
  [
    'Exists covers any value',
    [{ key: 'dedicated', operator: 'Exists' }],
    ['dedicated'],
  ],
  [
    'no effect covers every effect',
    [{ key: 'maintenance', operator: 'Exists' }],
    ['evicting'],
  ],
  [
    'no key with Exists covers everything',
    [{ operator: 'Exists' }],
    ['dedicated', 'evicting'],
  ],
];

export const taintCases: PlacementCase[] = [
  placementCase('a taint keeps pods away', {
    nodes: tainted,
    pod: pod('web'),
    expect: { pending: true, because: 'taint' },
  }),
  ...tolerationCases.map(([name, tolerations, expected]) =>
    placementCase(`toleration: ${name}`, {
      nodes: tainted,
      pod: pod('web', { tolerations }),
      expect: { nodes: expected },
    }),
  ),
  placementCase('toleration: another value does not cover', {
    nodes: tainted,
    pod: pod('web', {
      tolerations: [{ key: 'dedicated', value: 'cpu', effect: 'NoSchedule' }],
    }),
    expect: { pending: true, because: 'taint' },
  }),
  placementCase('toleration: another effect does not cover', {
    nodes: tainted,
    pod: pod('web', {
      tolerations: [
        { key: 'dedicated', operator: 'Exists', effect: 'NoExecute' },
      ],
    }),
    expect: { pending: true, because: 'taint' },
  }),
  placementCase('PreferNoSchedule forbids nothing', {
    nodes: [
      node('a', { taints: [{ key: 'soft', effect: 'PreferNoSchedule' }] }),
    ],
    pod: pod('web'),
    expect: { nodes: ['a'] },
  }),
  placementCase('a cordoned node takes nobody', {
    nodes: [node('a', { cordoned: true }), node('b')],
    pod: pod('web'),
    expect: { nodes: ['b'] },
  }),
  placementCase('a cordoned node takes who tolerates unschedulable', {
    nodes: [node('a', { cordoned: true })],
    pod: pod('web', {
      tolerations: [
        { key: 'node.kubernetes.io/unschedulable', operator: 'Exists' },
      ],
    }),
    expect: { nodes: ['a'] },
  }),
];
