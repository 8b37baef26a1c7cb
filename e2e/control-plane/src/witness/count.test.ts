// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AuditEvent, Removal } from './audit';
import { removalOf } from './audit';
import { count, PodLife, PodState, Snapshot, violations } from './count';

const actors = { kubelets: 'kubelets', machines: 'harness' };
const web = { kind: 'Deployment', name: 'web', uid: 'web' };
const controllerUser =
  'system:serviceaccount:kube-system:replicaset-controller';

function life(over: Partial<PodLife>): PodLife {
  return {
    uid: 'u1',
    namespace: 'shop',
    name: 'web-1',
    node: 'old-1',
    controller: web,
    createdAt: 0,
    removedAt: 110,
    goneAt: 150,
    budgeted: true,
    finished: false,
    ...over,
  };
}

function removal(over: Partial<Removal>): Removal {
  return {
    at: 100,
    by: 'product',
    namespace: 'shop',
    name: 'web-1',
    way: 'eviction',
    code: 201,
    gracePeriodSeconds: undefined,
    ...over,
  };
}

function pod(over: Partial<PodState>): PodState {
  return {
    uid: 'u1',
    namespace: 'shop',
    name: 'web-1',
    node: 'old-1',
    ready: true,
    controller: web,
    ...over,
  };
}

const snapshot = (over: Partial<Snapshot>): Snapshot => ({
  pods: [],
  nodes: [],
  daemons: {},
  ...over,
});

/** A StatefulSet's pod, and the next one of its name. */
const set = { kind: 'StatefulSet', name: 'db', uid: 'db' };
const first = life({ uid: 'a', name: 'db-0', controller: set });
const second = life({
  uid: 'b',
  name: 'db-0',
  controller: set,
  createdAt: 150,
  removedAt: 210,
  goneAt: 220,
});

describe('what violates a budget', () => {
  it.each<[string, PodLife, Removal[], number]>([
    ['an accepted eviction does not', life({}), [removal({})], 0],
    [
      'its own controller does not',
      life({}),
      [removal({ way: 'delete', by: controllerUser, code: 200 })],
      0,
    ],
    [
      "another kind's controller does",
      life({}),
      [
        removal({
          way: 'delete',
          code: 200,
          by: 'system:serviceaccount:kube-system:pod-garbage-collector',
        }),
      ],
      1,
    ],
    [
      'a plain delete does',
      life({}),
      [removal({ way: 'delete', code: 200 })],
      1,
    ],
    [
      'a machine that takes the pod along does',
      life({}),
      [removal({ way: 'delete', by: 'harness', code: 200 })],
      1,
    ],
    [
      "a DaemonSet's pod that goes with its machine does not",
      life({ controller: { kind: 'DaemonSet', name: 'd', uid: 'd' } }),
      [removal({ way: 'delete', by: 'harness', code: 200 })],
      0,
    ],
    [
      'a refused eviction excuses nothing',
      life({}),
      [removal({ code: 429 }), removal({ at: 105, way: 'delete', code: 200 })],
      1,
    ],
    ['a removal nobody asked for does', life({}), [], 1],
    [
      'the kubelet that carries out an eviction is not charged',
      life({}),
      [
        removal({}),
        removal({ at: 140, way: 'delete', by: 'kubelets', code: 200 }),
      ],
      0,
    ],
    [
      'a kubelet does that takes a pod which nobody told to go',
      life({}),
      [removal({ way: 'delete', by: 'kubelets', code: 200 })],
      1,
    ],
    [
      'a delete after the eviction changes nothing',
      life({}),
      [removal({}), removal({ at: 105, way: 'delete', code: 200 })],
      0,
    ],
    [
      'an eviction of another pod excuses nothing',
      life({}),
      [removal({ name: 'web-2' })],
      1,
    ],
    [
      'deleting all pods of the namespace does',
      life({}),
      [removal({ way: 'delete', name: undefined, code: 200 })],
      1,
    ],
    ['a pod without a budget cannot', life({ budgeted: false }), [], 0],
    ['a finished pod cannot', life({ finished: true }), [], 0],
    [
      'a standing pod cannot',
      life({ removedAt: undefined, goneAt: undefined }),
      [],
      0,
    ],
  ])('%s', (_, subject, removals, expected) => {
    expect(violations([subject], removals, actors)).toHaveLength(expected);
  });

  it('charges a StatefulSet pod with what removed it, not with what removed its predecessor', () => {
    const found = violations(
      [second, first],
      [
        removal({ name: 'db-0' }),
        // Asked again while it was on its way out.
        removal({ name: 'db-0', at: 120 }),
        removal({ name: 'db-0', at: 200, way: 'delete', code: 200 }),
      ],
      actors,
    );
    expect(found).toEqual([
      {
        namespace: 'shop',
        name: 'db-0',
        uid: 'b',
        by: 'product',
        way: 'delete',
      },
    ]);
  });

  it('names the kubelet that takes the next pod of a name because the former was told to go', () => {
    const carriedOut = removal({
      name: 'db-0',
      way: 'delete',
      by: 'kubelets',
      code: 200,
    });
    expect(
      violations(
        [first, second],
        [
          removal({ name: 'db-0' }),
          { ...carriedOut, at: 140 },
          { ...carriedOut, at: 205 },
        ],
        actors,
      ),
    ).toMatchObject([{ uid: 'b', by: 'kubelets', way: 'delete' }]);
  });
});

describe('the counts of a migration', () => {
  const before = snapshot({
    nodes: ['old-1', 'old-2'],
    pods: [
      pod({}),
      pod({ uid: 'u2', name: 'web-2', node: 'old-2' }),
      pod({ uid: 'u3', name: 'web-3', ready: false }),
      pod({ uid: 'bare', name: 'bare', controller: undefined }),
      pod({
        uid: 'ds1',
        name: 'ds-1',
        controller: { kind: 'DaemonSet', name: 'ds', uid: 'ds' },
      }),
      pod({
        uid: 'ds2',
        name: 'ds-2',
        node: 'old-2',
        controller: { kind: 'DaemonSet', name: 'ds', uid: 'ds' },
      }),
      pod({
        uid: 'job',
        name: 'job',
        controller: { kind: 'Job', name: 'job', uid: 'job' },
      }),
    ],
    daemons: { ds: 2 },
  });

  it('counts nothing lost where every controller has as many Ready pods', () => {
    const after = snapshot({
      nodes: ['auto-1'],
      pods: [
        pod({ uid: 'n1', name: 'web-4', node: 'auto-1' }),
        pod({ uid: 'n2', name: 'web-5', node: 'auto-1' }),
        pod({ uid: 'bare', name: 'bare', controller: undefined }),
        pod({
          uid: 'ds3',
          name: 'ds-3',
          node: 'auto-1',
          controller: { kind: 'DaemonSet', name: 'ds', uid: 'ds' },
        }),
      ],
      daemons: { ds: 1 },
    });
    expect(count(before, after, [], [], actors)).toEqual({
      evictions: { accepted: 0, refused: 0, forced: 0 },
      pdbViolations: 0,
      podsLost: 0,
      podsMoved: 2,
      nodesBefore: 2,
      nodesAfter: 1,
    });
  });

  it('counts missing replicas, DaemonSet pods that a node lacks, and bare pods that are gone', () => {
    const after = snapshot({
      nodes: ['auto-1'],
      pods: [
        pod({ uid: 'n1', name: 'web-4', node: 'auto-1' }),
        pod({ uid: 'n2', name: 'web-5', node: 'auto-1', ready: false }),
      ],
      daemons: { ds: 1 },
    });
    // One of web, one of ds, the bare pod.
    expect(count(before, after, [], [], actors).podsLost).toBe(3);
  });

  it('tells granted, refused and forced evictions apart', () => {
    const removals = [
      removal({}),
      removal({ code: 429 }),
      removal({ code: 500 }),
      removal({ code: 404 }),
      removal({ code: 409 }),
      removal({ gracePeriodSeconds: 0 }),
      removal({ way: 'delete', code: 200 }),
      removal({ way: 'delete', code: 200, by: 'kubelets' }),
      removal({ way: 'delete', code: 200, by: 'harness' }),
      removal({ way: 'delete', code: 200, by: controllerUser }),
      removal({ way: 'delete', code: 403 }),
    ];
    expect(count(before, before, [], removals, actors).evictions).toEqual({
      accepted: 2,
      refused: 2,
      forced: 2,
    });
  });
});

describe('a pod that somebody made and took away again', () => {
  const canary = life({
    uid: 'c',
    name: 'canary',
    controller: undefined,
    budgeted: false,
  });
  const deleted = [removal({ name: 'canary', way: 'delete', code: 200 })];

  it('was forced out of nowhere', () => {
    const nothing = snapshot({});
    expect(
      count(nothing, nothing, [canary], deleted, actors).evictions.forced,
    ).toBe(0);
  });

  it('counts where it stood before', () => {
    const stood = snapshot({
      pods: [pod({ uid: 'c', name: 'canary', controller: undefined })],
    });
    expect(
      count(stood, stood, [canary], deleted, actors).evictions.forced,
    ).toBe(1);
  });
});

describe('a removal in the audit log', () => {
  const event: AuditEvent = {
    verb: 'create',
    requestURI: '/api/v1/namespaces/shop/pods/web-1/eviction',
    user: { username: 'product' },
    objectRef: {
      resource: 'pods',
      subresource: 'eviction',
      namespace: 'shop',
      name: 'web-1',
    },
    responseStatus: { code: 201 },
    requestReceivedTimestamp: '2026-01-01T00:00:00.100000Z',
  };

  it('is an eviction with its answer', () => {
    expect(removalOf(event)).toEqual(
      removal({ at: Date.parse('2026-01-01T00:00:00.100Z') }),
    );
  });

  it.each<[string, Partial<AuditEvent>]>([
    [
      'a dry run in the options',
      { requestObject: { deleteOptions: { dryRun: ['All'] } } },
    ],
    [
      'a dry run in the query',
      { requestURI: `${event.requestURI}?dryRun=All` },
    ],
    ['a pod that is made', { objectRef: { resource: 'pods', name: 'x' } }],
    [
      'a delete of something else',
      { verb: 'delete', objectRef: { resource: 'nodes', name: 'x' } },
    ],
  ])('is not %s', (_, over) => {
    expect(removalOf({ ...event, ...over })).toBeUndefined();
  });

  it('keeps the grace period of a delete', () => {
    const deleted = removalOf({
      ...event,
      verb: 'delete',
      requestURI: '/api/v1/namespaces/shop/pods/web-1',
      objectRef: { resource: 'pods', namespace: 'shop', name: 'web-1' },
      requestObject: { gracePeriodSeconds: 0 },
      responseStatus: { code: 200 },
    });
    expect(deleted).toMatchObject({ way: 'delete', gracePeriodSeconds: 0 });
  });
});
