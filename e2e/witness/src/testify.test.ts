// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  attach,
  born,
  bound,
  closePool,
  clusterArn,
  cordon,
  deleteCanary,
  deletePool,
  deletion,
  detach,
  enable,
  ended,
  eviction,
  makeCanary,
  makePool,
  passLock,
  plan,
  run,
  second,
  shrink,
  story,
  takeLock,
  uncordon,
  vanished,
  widen,
} from './__testUtils__/story';
import type { Evidence, WitnessedRun } from './evidence';
import type { LedgerEntry } from './ledger';
import { testify } from './testify';

const judged = (
  ledger: LedgerEntry[],
  runs: WitnessedRun[] = [run()],
  more: Partial<Evidence> = {},
) =>
  testify({ clusterArn, ledger, runs, ...more }).map(
    each => `${each.invariant}: ${each.says}`,
  );

const moved = [eviction('a'), born('b'), bound('b')];
const forth = [
  takeLock(),
  attach,
  enable,
  makePool,
  makeCanary,
  deleteCanary,
  cordon('ip-1'),
  ...moved,
  shrink,
  ended([]),
];
const back = [
  widen,
  uncordon('ip-1'),
  closePool,
  cordon('i-1', { pool: 'migrated' }),
  eviction('b', { autoScalingGroup: undefined, pool: 'migrated' }),
  born('c'),
  bound('c'),
  deletePool,
  {
    ...enable,
    before: enable.after,
    after: { enabled: false, nodePools: [] },
  },
  detach,
  passLock('r1', null),
];
const undoneFrom = forth.length;

describe('a run that keeps the rules', () => {
  it('has nothing said of it on the way forward', () => {
    expect(judged(story(...forth))).toEqual([]);
  });

  it('has nothing said of it on the way back', () => {
    expect(
      judged(
        story(...forth, ...back),
        [run({ undoFrom: second(undoneFrom) })],
        {
          before: { cluster: { version: '1.35' } },
          after: { cluster: { version: '1.35' } },
        },
      ),
    ).toEqual([]);
  });
});

describe('what is said of a run that breaks a rule', () => {
  it.each<[string, string, Parameters<typeof judged>]>([
    [
      'deletes a pod past its budget',
      'against-budget',
      [story(takeLock(), deletion('a'))],
    ],
    [
      'lets a machine take a budgeted pod along',
      'against-budget',
      [story(takeLock(), vanished('a'))],
    ],
    [
      'is charged to a budget that allowed none',
      'against-budget',
      [
        story(
          takeLock(),
          eviction('a', {}, { name: 'web', allowedBefore: 0, charged: true }),
          born('b'),
          bound('b'),
        ),
      ],
    ],
    [
      'evicts what nothing replaces',
      'no-place',
      [story(takeLock(), eviction('a'))],
    ],
    [
      'evicts what finds no node',
      'no-place',
      [story(takeLock(), eviction('a'), born('b'))],
    ],
    [
      'evicts a bare pod',
      'no-place',
      [story(takeLock(), eviction('a', { owner: undefined }))],
    ],
    [
      'evicts a pod twice',
      'evicted-twice',
      [story(takeLock(), ...moved, eviction('a'), born('c'), bound('c'))],
    ],
    [
      'shrinks a group with a pod on it',
      'occupied-machine',
      [story(takeLock(), shrink, ended(['shop/a#a']))],
    ],
    [
      'changes something before the backup was verified',
      'before-backup',
      [story(takeLock(), attach), [run({ backupVerifiedAt: second(5) })]],
    ],
    [
      'changes something without a backup',
      'before-backup',
      [story(takeLock(), attach), [run({ backupVerifiedAt: undefined })]],
    ],
    [
      'says that it has a backup, and nothing was written',
      'before-backup',
      [story(takeLock(), attach), [run()], { backupBucket: 'backups' }],
    ],
    [
      'attaches another policy than planned',
      'not-planned',
      [story(takeLock(), { ...attach, field: 'attached:arn:other' })],
    ],
    [
      'sets a value that is not the planned one',
      'not-planned',
      [
        story(takeLock(), {
          ...shrink,
          after: { minSize: 0, maxSize: 4, desiredSize: 1 },
        }),
      ],
    ],
    [
      'cordons a node of another source',
      'not-planned',
      [
        story(
          takeLock(),
          cordon('ip-9', {
            autoScalingGroup: 'eks-green-d68da87f-415b-4337-ad2e-91da02ba8309',
          }),
        ),
      ],
    ],
    [
      'evicts from an Auto node on the way forward',
      'not-planned',
      [
        story(
          takeLock(),
          eviction('a', { autoScalingGroup: undefined, pool: 'migrated' }),
          born('b'),
          bound('b'),
        ),
      ],
    ],
    [
      'cordons more nodes than were approved',
      'not-planned',
      [story(takeLock(), cordon('ip-1'), cordon('ip-2'), cordon('ip-3'))],
    ],
    [
      'does a planned change twice',
      'not-planned',
      [story(takeLock(), attach, attach)],
    ],
    [
      'undoes what it had not done',
      'not-planned',
      [story(takeLock(), detach), [run({ undoFrom: second(1) })]],
    ],
    [
      'puts back another value than was there',
      'not-planned',
      [
        story(takeLock(), shrink, {
          ...widen,
          after: { minSize: 1, maxSize: 4, desiredSize: 1 },
        }),
        [run({ undoFrom: second(2) })],
      ],
    ],
    ['works without the lock', 'two-runs', [story(attach)]],
    [
      'takes the lock from a run at work',
      'two-runs',
      [
        story(takeLock('r1'), attach, passLock('r1', 'r2')),
        [run(), run({ id: 'r2' })],
      ],
    ],
    [
      'works while another run holds the lock',
      'two-runs',
      [
        story(takeLock('r1'), {
          ...attach,
          by: 'arn:aws:sts::111122223333:assumed-role/migrate/eks-auto-mode-migrate-r2',
        }),
        [run(), run({ id: 'r2' })],
      ],
    ],
    [
      'cordons and uncordons by itself',
      'back-and-forth',
      [story(takeLock(), cordon('ip-1'), uncordon('ip-1'))],
    ],
    [
      'goes back and forth within its undo',
      'back-and-forth',
      [
        story(takeLock(), shrink, widen, shrink, widen),
        [run({ undoFrom: second(2) })],
      ],
    ],
    [
      'leaves something behind after its undo',
      'not-as-before',
      [
        story(takeLock()),
        [run({ undoFrom: second(0) })],
        {
          before: { roles: { one: { attached: [] } } },
          after: { roles: { one: { attached: ['arn:compute'] } } },
        },
      ],
    ],
  ])('%s', (_breaks, invariant, [ledger, runs, more]) => {
    const found = judged(ledger, runs, more);
    expect(found.map(each => each.split(':')[0])).toContain(invariant);
  });
});

describe('what looks like a breach and is none', () => {
  it.each<[string, Parameters<typeof judged>]>([
    [
      'a refused eviction',
      [
        story(takeLock(), {
          ...eviction('a'),
          after: { outcome: 'refused', code: 429 },
        }),
      ],
    ],
    [
      'the pod of a DaemonSet that goes with its machine',
      [story(takeLock(), vanished('a', { owner: 'DaemonSet/proxy#d1' }))],
    ],
    [
      'a scale-down by somebody else, whose controller ends a pod',
      [story(takeLock(), { ...deletion('a'), by: 'sandbox:replicaset' })],
    ],
    [
      'the finished pod of a Job',
      [story(takeLock(), { ...vanished('a'), around: { finished: true } })],
    ],
    [
      'a backup that is written while nothing is locked',
      [
        story(
          {
            object: 's3:backups/one/manifest.json',
            field: 'etag',
            before: null,
            after: 'e',
            via: 's3:PutObject',
          },
          takeLock(),
          attach,
        ),
        [run()],
        { backupBucket: 'backups' },
      ],
    ],
    [
      'a lock taken from a run that is over',
      [
        story(takeLock('r1'), passLock('r1', 'r2'), attach),
        [run({ endedAt: second(0) }), run({ id: 'r2' })],
      ],
    ],
    [
      'a lock taken from a run that was silent for its time',
      [
        story(takeLock('r1'), { ...passLock('r1', 'r2'), second: 901 }),
        [run(), run({ id: 'r2' })],
      ],
    ],
    [
      'what another cluster of the account went through',
      [
        story({
          ...attach,
          by: 'arn:aws:sts::111122223333:assumed-role/migrate/eks-auto-mode-migrate-r9',
        }),
        [run()],
      ],
    ],
    [
      'a difference that no undo can take back',
      [
        story(takeLock()),
        [
          run({
            plan: {
              ...plan,
              steps: [
                {
                  id: 'authentication-mode',
                  kind: 'authentication-mode',
                  undo: { possible: false },
                  changes: [
                    {
                      type: 'exact',
                      id: 'authentication-mode/1',
                      api: 'eks:UpdateClusterConfig',
                      target: clusterArn,
                    },
                  ],
                },
              ],
            },
          }),
        ],
        {
          before: { aws: { cluster: { authenticationMode: 'CONFIG_MAP' } } },
          after: {
            aws: { cluster: { authenticationMode: 'API_AND_CONFIG_MAP' } },
          },
        },
      ],
    ],
  ])('%s', (_what, [ledger, runs, more]) => {
    expect(judged(ledger, runs, more)).toEqual([]);
  });
});
