// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  KubernetesObject,
  Pod,
  PodAffinityTerm,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { namespace, node, on, pod } from './cases/case';
import {
  AntiAffinityIndex,
  podAffinityReason,
  podAffinityState,
  withLabelKeys,
} from './podAffinity';
import { PlacementWorld } from './world';

const ZONE = 'topology.kubernetes.io/zone';
const HOST = 'kubernetes.io/hostname';

const term = (
  app: string,
  more: Partial<PodAffinityTerm> = {},
): PodAffinityTerm => ({
  labelSelector: { matchLabels: { app } },
  topologyKey: ZONE,
  ...more,
});

const required = (
  kind: 'podAffinity' | 'podAntiAffinity',
  terms: PodAffinityTerm[],
): Parameters<typeof pod>[1] => ({
  affinity: {
    [kind]: { requiredDuringSchedulingIgnoredDuringExecution: terms },
  },
});
const near = (...terms: PodAffinityTerm[]) => required('podAffinity', terms);
const apart = (...terms: PodAffinityTerm[]) =>
  required('podAntiAffinity', terms);

/** Nodes a and a2 in zone a, b in zone b, and one that lies in none. */
const nodes = [
  node('a', { zone: 'a' }),
  node('a2', { zone: 'a' }),
  node('b', { zone: 'b' }),
  node('bare'),
];
delete nodes[3].metadata.labels?.[ZONE];

const world = (pods: Pod[], namespaces: KubernetesObject[] = []) =>
  new PlacementWorld({ nodes, pods, namespaces });

/** The nodes that affinities leave to the pod. */
const open = (wanted: Pod, pods: Pod[], namespaces?: KubernetesObject[]) => {
  const known = world(pods, namespaces);
  const state = podAffinityState(wanted, known);
  return [...known.nodes()]
    .filter(({ labels }) => !podAffinityReason(state, labels))
    .map(({ name }) => name);
};

const codes = (wanted: Pod, pods: Pod[]) => {
  const known = world(pods);
  const state = podAffinityState(wanted, known);
  return [...known.nodes()].map(
    ({ labels }) => podAffinityReason(state, labels)?.code,
  );
};

const ALL = ['a', 'a2', 'b', 'bare'];

describe('a selector with the pod’s own values of labels', () => {
  const selector = { matchLabels: { app: 'web' } };
  const labels = { version: '2', tier: 'front' };

  it.each<[string, string[] | undefined, string[] | undefined, object[]]>([
    ['no keys', undefined, undefined, []],
    [
      'keys to match',
      ['version'],
      undefined,
      [{ key: 'version', operator: 'In', values: ['2'] }],
    ],
    [
      'keys to differ in',
      undefined,
      ['tier'],
      [{ key: 'tier', operator: 'NotIn', values: ['front'] }],
    ],
    [
      'both',
      ['version'],
      ['tier'],
      [
        { key: 'version', operator: 'In', values: ['2'] },
        { key: 'tier', operator: 'NotIn', values: ['front'] },
      ],
    ],
    ['keys that it does not carry', ['zone'], ['shard'], []],
  ])('%s', (_name, match, mismatch, added) => {
    expect(withLabelKeys(selector, labels, match, mismatch)).toEqual({
      ...selector,
      matchExpressions: added,
    });
  });

  it('keeps the expressions that are there', () => {
    const there = { key: 'x', operator: 'Exists' as const };
    expect(
      withLabelKeys({ matchExpressions: [there] }, labels, ['tier'])
        ?.matchExpressions,
    ).toEqual([there, { key: 'tier', operator: 'In', values: ['front'] }]);
  });

  it('selects nothing where there is none', () => {
    expect(withLabelKeys(undefined, labels, ['tier'])).toBeUndefined();
  });
});

describe('pod affinity', () => {
  const db = pod('db');

  it.each<[string, Parameters<typeof pod>[1], Pod[], string[]]>([
    ['none', {}, [on('a', db)], ALL],
    ['to a zone with such a pod', near(term('db')), [on('a', db)], ['a', 'a2']],
    [
      'to a node with such a pod',
      near(term('db', { topologyKey: HOST })),
      [on('a', db)],
      ['a'],
    ],
    [
      'to either zone of two',
      near(term('db')),
      [on('a', db), on('b', pod('db-2'))],
      ['a', 'a2', 'b'],
    ],
    ['to a pod that is not there', near(term('db')), [], []],
    ['to a pod on a node of no zone', near(term('db')), [on('bare', db)], []],
    [
      'to a pod of two labels',
      near(term('db'), term('cache')),
      [on('a', db), on('a', pod('cache'))],
      [],
    ],
    [
      'to a zone and a node with one pod',
      near(term('db'), term('db', { topologyKey: HOST })),
      [on('a', db)],
      ['a'],
    ],
    ['by no selector', near({ topologyKey: ZONE }), [on('a', db)], []],
    [
      'by a selector of all',
      near({ topologyKey: ZONE, labelSelector: {} }),
      [on('b', db)],
      ['b'],
    ],
  ])('%s', (_name, spec, pods, left) => {
    expect(open(pod('web', spec), pods)).toEqual(left);
  });

  /** The first of a group may go to any node with the label. */
  it.each<[string, Pod, Pod[], boolean, string[]]>([
    [
      'of its own kind',
      pod('web', near(term('web'))),
      [],
      true,
      ['a', 'a2', 'b'],
    ],
    [
      'of its own kind, while such pods are on nodes without the label',
      pod('web', near(term('web'))),
      [on('bare', pod('web-2'))],
      true,
      ['a', 'a2', 'b'],
    ],
    [
      'of its own kind, with another there',
      pod('web', near(term('web'))),
      [on('a', pod('web-2'))],
      false,
      ['a', 'a2'],
    ],
    ['of another kind', pod('web', near(term('db'))), [], false, []],
    [
      'of both kinds, of which it is one',
      pod('web', near(term('web'), term('db'))),
      [],
      false,
      [],
    ],
    ['that asks for nobody', pod('web'), [], false, ALL],
  ])('the first %s', (_name, wanted, pods, first, left) => {
    expect(podAffinityState(wanted, world(pods)).first).toBe(first);
    expect(open(wanted, pods)).toEqual(left);
  });

  it('says which rule closes a node', () => {
    expect(codes(pod('web', near(term('db'))), [on('a', db)])).toEqual([
      undefined,
      undefined,
      'pod-affinity',
      'pod-affinity',
    ]);
    expect(codes(pod('web', apart(term('db'))), [on('a', db)])).toEqual([
      'pod-anti-affinity',
      'pod-anti-affinity',
      undefined,
      undefined,
    ]);
    expect(codes(pod('web'), [on('a', pod('db', apart(term('web'))))])).toEqual(
      ['pod-anti-affinity', 'pod-anti-affinity', undefined, undefined],
    );
  });
});

describe('whose namespace a term means', () => {
  const elsewhere = (name: string, labels: Record<string, string> = {}) =>
    pod('db', {}, { namespace: name, labels: { app: 'db', ...labels } });
  const there = [on('a', elsewhere('shop')), on('b', elsewhere('lab'))];
  const spaces = [
    namespace('shop', { stage: 'live' }),
    namespace('lab', { stage: 'test' }),
  ];
  const live = { matchLabels: { stage: 'live' } };

  it.each<[string, Partial<PodAffinityTerm>, string[]]>([
    ['the pod’s own', {}, []],
    ['its own, by an empty list', { namespaces: [] }, []],
    ['one by name', { namespaces: ['shop'] }, ['a', 'a2']],
    ['two by name', { namespaces: ['shop', 'lab'] }, ['a', 'a2', 'b']],
    ['those with a label', { namespaceSelector: live }, ['a', 'a2']],
    [
      'those with a label, or one by name',
      { namespaceSelector: live, namespaces: ['lab'] },
      ['a', 'a2', 'b'],
    ],
    ['all', { namespaceSelector: {} }, ['a', 'a2', 'b']],
  ])('%s', (_name, more, left) => {
    expect(open(pod('web', near(term('db', more))), there, spaces)).toEqual(
      left,
    );
  });

  it('the one of each of two terms, which no pod can be in', () => {
    expect(
      open(
        pod(
          'web',
          near(
            term('db', { namespaces: ['shop'] }),
            term('db', { namespaces: ['lab'] }),
          ),
        ),
        there,
        spaces,
      ),
    ).toEqual([]);
  });

  it('one of two terms’ that overlap, whichever comes first', () => {
    const both = term('db', { namespaces: ['shop', 'lab'] });
    const one = term('db', { namespaces: ['shop'] });
    for (const terms of [
      [both, one],
      [one, both],
    ]) {
      expect(open(pod('web', near(...terms)), there, spaces)).toEqual([
        'a',
        'a2',
      ]);
    }
  });
});

describe('pod anti-affinity', () => {
  it.each<[string, Pod, Pod[], string[]]>([
    [
      'keeps a pod away from those it excludes',
      pod('web', apart(term('db', { topologyKey: HOST }))),
      [on('a', pod('db'))],
      ['a2', 'b', 'bare'],
    ],
    [
      'keeps others away from the pod that has it',
      pod('web'),
      [on('b', pod('db', apart(term('web'))))],
      ['a', 'a2', 'bare'],
    ],
    [
      'says nothing to pods that it does not mean',
      pod('api'),
      [on('b', pod('db', apart(term('web'))))],
      ALL,
    ],
    [
      'says nothing to those of another namespace',
      pod('web', {}, { namespace: 'shop' }),
      [on('b', pod('db', apart(term('web'))))],
      ALL,
    ],
    [
      'closes the zones of all who have it',
      pod('web'),
      [
        on('a', pod('db', apart(term('web')))),
        on('b', pod('db-2', apart(term('web')))),
      ],
      ['bare'],
    ],
    [
      'by own values of a label leaves another version alone',
      pod('web', {}, { labels: { app: 'web', version: '2' } }),
      [
        on(
          'b',
          pod('db', apart(term('web', { matchLabelKeys: ['version'] })), {
            labels: { version: '1' },
          }),
        ),
      ],
      ALL,
    ],
    [
      'by values that differ keeps another tenant away',
      pod('web', {}, { labels: { app: 'web', tenant: '2' } }),
      [
        on(
          'b',
          pod('db', apart(term('web', { mismatchLabelKeys: ['tenant'] })), {
            labels: { tenant: '1' },
          }),
        ),
      ],
      ['a', 'a2', 'bare'],
    ],
  ])('%s', (_name, wanted, pods, left) => {
    expect(open(wanted, pods)).toEqual(left);
  });

  it('closes nothing by a label that the node lacks', () => {
    const state = podAffinityState(
      pod('web', apart(term('db'))),
      world([on('bare', pod('db', apart(term('web'))))]),
    );
    expect(state.closedByItself).toEqual(new Map());
    expect(state.closedByOthers).toEqual(new Map());
  });

  it('counts pods: the last that leaves a node opens it', () => {
    const known = world([]);
    const index = new AntiAffinityIndex(known);
    const db = pod('db', apart(term('web')));
    const closed = () => index.closedTo(pod('web'));
    index.changed(db, 'a', 1);
    index.changed(db, 'a', 1);
    index.changed(db, 'b', 1);
    expect(closed()).toEqual(new Map([[ZONE, new Set(['a', 'b'])]]));
    index.changed(db, 'a', -1);
    index.changed(db, 'b', -1);
    expect(closed()).toEqual(new Map([[ZONE, new Set(['a'])]]));
    index.changed(db, 'a', -1);
    expect(closed()).toEqual(new Map());
  });

  it('closes nothing for a node that is gone', () => {
    const index = new AntiAffinityIndex(world([]));
    index.changed(pod('db', apart(term('web'))), 'gone', 1);
    expect(index.closedTo(pod('web'))).toEqual(new Map());
  });
});
