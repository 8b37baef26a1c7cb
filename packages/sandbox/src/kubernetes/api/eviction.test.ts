// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Budget, Pod } from '../model';
import { Objects } from '../objects';
import { types } from '../resources';
import { StatusError } from '../status';
import { Store } from '../store';
import { evict, evictionOptions } from './eviction';

const NOW = new Date('2026-11-21T00:00:00Z');
const CAUSE = { by: 'someone', via: 'kubernetes:evict' };

type Case = {
  phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  ready?: boolean;
  /** disruptionsAllowed, currentHealthy, desiredHealthy of each budget that selects the pod. */
  budgets?: {
    allowed: number;
    healthy: number;
    desired: number;
    policy?: 'AlwaysAllow' | 'IfHealthyBudget';
    stale?: boolean;
  }[];
  uid?: string;
};

function world({ phase = 'Running', ready = true, budgets = [] }: Case) {
  const store = new Store(() => NOW);
  const objects = new Objects(store, '172.20.0.0/16');
  const cause = { by: 'test', via: 'test' };
  store.create(
    types.namespaces,
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    cause,
  );
  const pod = store.create<Pod>(
    types.pods,
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
      spec: { nodeName: 'node', containers: [{ name: 'main', image: 'a:1' }] },
      status: {
        phase,
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      },
    },
    cause,
  );
  budgets.forEach(({ allowed, healthy, desired, policy, stale }, index) =>
    store.create<Budget>(
      types.budgets,
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: `budget-${index}`, namespace: 'shop' },
        spec: {
          selector: { matchLabels: { app: 'web' } },
          ...(policy ? { unhealthyPodEvictionPolicy: policy } : {}),
        },
        status: {
          disruptionsAllowed: allowed,
          currentHealthy: healthy,
          desiredHealthy: desired,
          expectedPods: 3,
          observedGeneration: stale ? 0 : 1,
        },
      },
      cause,
    ),
  );
  return { store, objects, pod };
}

function refusal(run: () => unknown): StatusError {
  try {
    run();
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('an eviction', () => {
  it.each<[string, Case, 'free' | 'charged']>([
    ['of a pod without a budget', {}, 'free'],
    [
      'of a Ready pod where the budget allows one',
      { budgets: [{ allowed: 1, healthy: 3, desired: 2 }] },
      'charged',
    ],
    [
      'of a Pending pod, whatever the budget says',
      {
        phase: 'Pending',
        ready: false,
        budgets: [{ allowed: 0, healthy: 0, desired: 3 }],
      },
      'free',
    ],
    [
      'of a finished pod, whatever the budgets say',
      {
        phase: 'Succeeded',
        ready: false,
        budgets: [
          { allowed: 0, healthy: 0, desired: 3 },
          { allowed: 0, healthy: 0, desired: 3 },
        ],
      },
      'free',
    ],
    [
      'of an unready pod under a healthy budget',
      { ready: false, budgets: [{ allowed: 0, healthy: 2, desired: 2 }] },
      'free',
    ],
    [
      'of an unready pod under AlwaysAllow',
      {
        ready: false,
        budgets: [
          { allowed: 0, healthy: 1, desired: 2, policy: 'AlwaysAllow' },
        ],
      },
      'free',
    ],
    [
      'of an unready pod under a budget in need that allows one',
      { ready: false, budgets: [{ allowed: 1, healthy: 1, desired: 2 }] },
      'charged',
    ],
  ])('%s is granted', (_what, given, how) => {
    const { store, objects, pod } = world(given);
    evict(objects, pod, {}, CAUSE);
    const after = store.table<Pod>(types.pods).get('web', 'shop');
    // A finished pod holds nothing and goes at once; any other is given its grace.
    expect(after?.metadata.deletionTimestamp).toBe(
      given.phase === 'Succeeded' ? undefined : '2026-11-21T00:00:30Z',
    );
    expect(after === undefined).toBe(given.phase === 'Succeeded');
    const budget = store.table<Budget>(types.budgets).get('budget-0', 'shop');
    const allowed = given.budgets?.[0]?.allowed;
    const charged = how === 'charged' ? 1 : 0;
    expect(budget?.status?.disruptionsAllowed).toBe(
      allowed === undefined ? undefined : allowed - charged,
    );
    expect(budget?.status?.disruptedPods).toEqual(
      how === 'charged' ? { web: '2026-11-21T00:00:00Z' } : undefined,
    );
  });

  it.each<[string, Case, number, string | undefined, RegExp]>([
    [
      'a budget that allows nothing',
      { budgets: [{ allowed: 0, healthy: 2, desired: 2 }] },
      429,
      'DisruptionBudget',
      /needs 2 healthy pods and has 2 currently/,
    ],
    [
      'an unready pod under a budget in need',
      { ready: false, budgets: [{ allowed: 0, healthy: 1, desired: 2 }] },
      429,
      'DisruptionBudget',
      /needs 2 healthy pods and has 1 currently/,
    ],
    [
      'an unready pod where nothing is desired',
      { ready: false, budgets: [{ allowed: 0, healthy: 0, desired: 0 }] },
      429,
      'DisruptionBudget',
      /needs 0/,
    ],
    [
      'a budget that its controller has not seen yet',
      { budgets: [{ allowed: 1, healthy: 3, desired: 2, stale: true }] },
      429,
      'DisruptionBudget',
      /still being processed/,
    ],
    [
      'two budgets',
      {
        budgets: [
          { allowed: 1, healthy: 3, desired: 2 },
          { allowed: 1, healthy: 3, desired: 2 },
        ],
      },
      500,
      undefined,
      /more than one PodDisruptionBudget/,
    ],
    [
      'another pod of the name',
      { uid: '00000000-0000-0000-0000-000000000000' },
      409,
      undefined,
      /UID in the precondition/,
    ],
  ])('is refused for %s', (_what, given, code, cause, words) => {
    const { store, objects, pod } = world(given);
    const before = store.version;
    const error = refusal(() =>
      evict(objects, pod, { preconditions: { uid: given.uid } }, CAUSE),
    );
    expect(error.code).toBe(code);
    expect(error.details?.causes?.[0]?.reason).toBe(cause);
    expect(error.message + (error.details?.causes?.[0]?.message ?? '')).toMatch(
      words,
    );
    expect(store.version).toBe(before);
  });

  // Measured on kube-apiserver 1.35: whoever evicts by a uid that is no more uses up a budget.
  it('of another pod of the name is refused only after its budget was charged', () => {
    const { store, objects, pod } = world({
      budgets: [{ allowed: 1, healthy: 3, desired: 2 }],
    });
    const error = refusal(() =>
      evict(objects, pod, { preconditions: { uid: '0' } }, CAUSE),
    );
    expect(error.code).toBe(409);
    const { status } =
      store.table<Budget>(types.budgets).get('budget-0', 'shop') ?? {};
    expect(status).toMatchObject({
      disruptionsAllowed: 0,
      disruptedPods: { web: '2026-11-21T00:00:00Z' },
    });
    expect(
      store.table<Pod>(types.pods).get('web', 'shop')?.metadata
        .deletionTimestamp,
    ).toBeUndefined();
  });

  it('of another pod of the name answers 429 where its budget allows nothing', () => {
    const { objects, pod } = world({
      budgets: [{ allowed: 0, healthy: 2, desired: 2 }],
    });
    const error = refusal(() =>
      evict(objects, pod, { preconditions: { uid: '0' } }, CAUSE),
    );
    expect(error.code).toBe(429);
  });

  it('of a pod that is going already changes nothing', () => {
    const { store, objects, pod } = world({
      budgets: [{ allowed: 1, healthy: 3, desired: 2 }],
    });
    evict(objects, pod, {}, CAUSE);
    const { version } = store;
    const going = store.table<Pod>(types.pods).get('web', 'shop');
    if (!going) throw new Error('the pod is gone');
    evict(objects, going, {}, CAUSE);
    expect(store.version).toBe(version);
  });

  it('marks the pod as a target of disruption', () => {
    const { store, objects, pod } = world({});
    evict(objects, pod, {}, CAUSE);
    expect(
      store.table<Pod>(types.pods).get('web', 'shop')?.status?.conditions,
    ).toContainEqual(
      expect.objectContaining({
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'EvictionByEvictionAPI',
      }),
    );
  });

  it('must name the pod of its path', () => {
    expect(() =>
      evictionOptions({ metadata: { name: 'other' } }, 'web'),
    ).toThrow('name in URL does not match');
    expect(
      evictionOptions(
        {
          metadata: { name: 'web' },
          deleteOptions: { preconditions: { uid: 'u' } },
        },
        'web',
      ).preconditions?.uid,
    ).toBe('u');
  });
});
