// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  PodAffinityTerm,
  PodSpec,
  TopologySpreadConstraint,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  namespace,
  node,
  nodeAffinity,
  on,
  placementCase,
  pod,
  type PlacementCase,
} from './case';

const HOST = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

const term = (
  app: string,
  topologyKey: string,
  more: Partial<PodAffinityTerm> = {},
): PodAffinityTerm => ({
  labelSelector: { matchLabels: { app } },
  topologyKey,
  ...more,
});

const near = (...terms: PodAffinityTerm[]): Partial<PodSpec> => ({
  affinity: {
    podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms },
  },
});

const apart = (...terms: PodAffinityTerm[]): Partial<PodSpec> => ({
  affinity: {
    podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms },
  },
});

const three = [node('a1'), node('a2'), node('b1', { zone: 'zone-b' })];

const elsewhere = (name: string, space: string) =>
  pod(name, {}, { namespace: space });

export const podAffinityCases: PlacementCase[] = [
  placementCase('anti-affinity: not beside its own kind', {
    nodes: three,
    pods: [on('a1', pod('web-1')), on('b1', pod('web-2'))],
    pod: pod('web-3', apart(term('web', HOST))),
    expect: { nodes: ['a2'] },
  }),
  placementCase('anti-affinity: over a zone', {
    nodes: three,
    pods: [on('a1', pod('web-1'))],
    pod: pod('web-2', apart(term('web', ZONE))),
    expect: { nodes: ['b1'] },
  }),
  placementCase('anti-affinity: every domain is taken', {
    nodes: three,
    pods: [on('a1', pod('web-1')), on('b1', pod('web-2'))],
    pod: pod('web-3', apart(term('web', ZONE))),
    expect: { pending: true, because: 'pod-anti-affinity' },
  }),
  placementCase('anti-affinity: symmetry, others keep the pod away', {
    nodes: three,
    pods: [on('a1', pod('lonely-1', apart(term('web', ZONE))))],
    pod: pod('web-1'),
    expect: { nodes: ['b1'] },
  }),
  placementCase('anti-affinity: other namespaces do not count', {
    nodes: three,
    namespaces: [namespace('other')],
    pods: [on('a1', elsewhere('web-1', 'other'))],
    pod: pod('web-2', apart(term('web', HOST))),
    expect: { nodes: ['a1', 'a2', 'b1'] },
  }),
  placementCase('anti-affinity: named namespaces count', {
    nodes: three,
    namespaces: [namespace('other')],
    pods: [on('a1', elsewhere('web-1', 'other'))],
    pod: pod('web-2', apart(term('web', HOST, { namespaces: ['other'] }))),
    expect: { nodes: ['a2', 'b1'] },
  }),
  placementCase('anti-affinity: namespaces by selector', {
    nodes: three,
    namespaces: [namespace('noisy', { noise: 'yes' }), namespace('quiet')],
    pods: [
      on('a1', elsewhere('web-1', 'noisy')),
      on('a2', elsewhere('web-1', 'quiet')),
    ],
    pod: pod(
      'web-3',
      apart(
        term('web', HOST, {
          namespaceSelector: { matchLabels: { noise: 'yes' } },
        }),
      ),
    ),
    expect: { nodes: ['a2', 'b1'] },
  }),
  placementCase('anti-affinity: an empty namespace selector means all', {
    nodes: three,
    namespaces: [namespace('other')],
    pods: [on('a1', elsewhere('web-1', 'other'))],
    pod: pod('web-2', apart(term('web', HOST, { namespaceSelector: {} }))),
    expect: { nodes: ['a2', 'b1'] },
  }),
  placementCase('anti-affinity: a node without the key is open', {
    nodes: [three[0], node('bare', { labels: { rack: 'r1' } }), node('none')],
    pods: [on('bare', pod('web-1'))],
    pod: pod('web-2', apart(term('web', 'rack'))),
    expect: { nodes: ['a1', 'none'] },
  }),
  placementCase('affinity: where the other is', {
    nodes: three,
    pods: [on('b1', pod('cache-1'))],
    pod: pod('web-1', near(term('cache', HOST))),
    expect: { nodes: ['b1'] },
  }),
  placementCase('affinity: in the zone where the other is', {
    nodes: three,
    pods: [on('a1', pod('cache-1'))],
    pod: pod('web-1', near(term('cache', ZONE))),
    expect: { nodes: ['a1', 'a2'] },
  }),
  placementCase('affinity: nobody to be near to', {
    nodes: three,
    pod: pod('web-1', near(term('cache', HOST))),
    expect: { pending: true, because: 'pod-affinity' },
  }),
  placementCase('affinity: the first of its own kind may stand anywhere', {
    nodes: three,
    pod: pod('web-1', near(term('web', ZONE))),
    expect: { nodes: ['a1', 'a2', 'b1'] },
  }),
  placementCase('affinity: the second goes to the first', {
    nodes: three,
    pods: [on('b1', pod('web-1'))],
    pod: pod('web-2', near(term('web', ZONE))),
    expect: { nodes: ['b1'] },
  }),
  placementCase('affinity: one pod has to match all terms', {
    nodes: three,
    pods: [on('a1', pod('cache-1')), on('b1', pod('db-1'))],
    pod: pod('web-1', near(term('cache', ZONE), term('db', ZONE))),
    expect: { pending: true, because: 'pod-affinity' },
  }),
  placementCase('affinity: the node needs the key', {
    nodes: [node('a'), node('b', { labels: { rack: 'r1' } })],
    pod: pod('web-1', near(term('web', 'rack'))),
    expect: { nodes: ['b'] },
  }),
];

const spread = (
  topologyKey: string,
  more: Partial<TopologySpreadConstraint> = {},
): Partial<PodSpec> => ({
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'web' } },
      ...more,
    },
  ],
});

const hashed = (name: string, hash: string, spec: Partial<PodSpec> = {}) =>
  pod(name, spec, { labels: { app: 'web', 'pod-template-hash': hash } });

export const topologyCases: PlacementCase[] = [
  placementCase('spread: to the emptiest zone', {
    nodes: three,
    pods: [on('a1', pod('web-1'))],
    pod: pod('web-2', spread(ZONE)),
    expect: { nodes: ['b1'] },
  }),
  placementCase('spread: within the allowed skew', {
    nodes: three,
    pods: [on('a1', pod('web-1'))],
    pod: pod('web-2', spread(ZONE, { maxSkew: 2 })),
    expect: { nodes: ['a1', 'a2', 'b1'] },
  }),
  placementCase('spread: ScheduleAnyway forbids nothing', {
    nodes: [node('a1')],
    pods: [on('a1', pod('web-1')), on('a1', pod('web-2'))],
    pod: pod('web-3', spread(ZONE, { whenUnsatisfiable: 'ScheduleAnyway' })),
    expect: { nodes: ['a1'] },
  }),
  placementCase('spread: nodes without the key are closed', {
    nodes: [node('a', { labels: { rack: 'r1' } }), node('b')],
    pod: pod('web-1', spread('rack')),
    expect: { nodes: ['a'] },
  }),
  placementCase('spread: a cordoned node is still a domain', {
    nodes: [node('a1'), node('b1', { zone: 'zone-b', cordoned: true })],
    pods: [on('a1', pod('web-1'))],
    pod: pod('web-2', spread(ZONE)),
    expect: { pending: true, because: 'topology-spread' },
  }),
  placementCase('spread: a cordoned node is none where taints are honoured', {
    nodes: [
      node('a1'),
      node('b1', {
        zone: 'zone-b',
        cordoned: true,
        taints: [
          { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
        ],
      }),
    ],
    pods: [on('a1', pod('web-1'))],
    pod: pod('web-2', spread(ZONE, { nodeTaintsPolicy: 'Honor' })),
    expect: { nodes: ['a1'] },
  }),
  placementCase('spread: nodes that the selector excludes are no domains', {
    nodes: [
      node('a1', { labels: { pick: 'me' } }),
      node('b1', { zone: 'zone-b' }),
    ],
    pods: [on('a1', pod('web-1'))],
    pod: pod('web-2', { nodeSelector: { pick: 'me' }, ...spread(ZONE) }),
    expect: { nodes: ['a1'] },
  }),
  placementCase('spread: they are where node affinity is ignored', {
    nodes: [
      node('a1', { labels: { pick: 'me' } }),
      node('b1', { zone: 'zone-b' }),
    ],
    pods: [on('a1', pod('web-1'))],
    pod: pod('web-2', {
      nodeSelector: { pick: 'me' },
      ...spread(ZONE, { nodeAffinityPolicy: 'Ignore' }),
    }),
    expect: { pending: true, because: 'topology-spread' },
  }),
  placementCase('spread: fewer domains than minDomains count as an empty one', {
    nodes: [node('a1'), node('b1', { zone: 'zone-b' })],
    pods: [on('a1', pod('web-1')), on('b1', pod('web-2'))],
    pod: pod('web-3', spread(ZONE, { minDomains: 3 })),
    expect: { pending: true, because: 'topology-spread' },
  }),
  placementCase('spread: enough domains', {
    nodes: [node('a1'), node('b1', { zone: 'zone-b' })],
    pods: [on('a1', pod('web-1')), on('b1', pod('web-2'))],
    pod: pod('web-3', spread(ZONE, { minDomains: 2 })),
    expect: { nodes: ['a1', 'b1'] },
  }),
  placementCase('spread: only pods of the same revision by matchLabelKeys', {
    nodes: three,
    pods: [on('a1', hashed('web-1', 'old')), on('a2', hashed('web-2', 'old'))],
    pod: hashed(
      'web-3',
      'new',
      spread(ZONE, { matchLabelKeys: ['pod-template-hash'] }),
    ),
    expect: { nodes: ['a1', 'a2', 'b1'] },
  }),
  placementCase('spread: a pod outside its own selector adds nothing', {
    nodes: three,
    pods: [on('a1', pod('web-1'))],
    pod: pod('other-1', spread(ZONE)),
    expect: { nodes: ['a1', 'a2', 'b1'] },
  }),
  placementCase('spread: other namespaces do not count', {
    nodes: three,
    namespaces: [namespace('other')],
    pods: [on('a1', elsewhere('web-1', 'other'))],
    pod: pod('web-2', spread(ZONE)),
    expect: { nodes: ['a1', 'a2', 'b1'] },
  }),
  placementCase('spread: two constraints, both hold', {
    nodes: [...three, node('b2', { zone: 'zone-b' })],
    pods: [on('a1', pod('web-1')), on('b1', pod('web-2'))],
    pod: pod('web-3', {
      topologySpreadConstraints: [
        ...(spread(ZONE).topologySpreadConstraints ?? []),
        ...(spread(HOST).topologySpreadConstraints ?? []),
      ],
    }),
    expect: { nodes: ['a2', 'b2'] },
  }),
  placementCase('spread and node affinity together', {
    nodes: [...three, node('c1', { zone: 'zone-c' })],
    pods: [on('a1', pod('web-1')), on('b1', pod('web-2'))],
    pod: pod('web-3', {
      ...nodeAffinity([{ key: ZONE, operator: 'NotIn', values: ['zone-c'] }]),
      ...spread(ZONE),
    }),
    expect: { nodes: ['a1', 'a2', 'b1'] },
  }),
];
