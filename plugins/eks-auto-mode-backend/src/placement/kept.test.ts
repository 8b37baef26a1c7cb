// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  DaemonSet,
  Instance,
  Nodegroup,
  Pod,
  SecurityGroupPolicy,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { claim, mounts, node } from './cases/case';
import { whyKept, type KeptParts } from './kept';
import { sourceId, type SourceType } from './membership';
import { findSources, type Source } from './sources';
import { aGroup, aReplica, someParts } from './testing/parts';

/** How many reasons each source has to stay. */
function reasons(
  groups: ReturnType<typeof aGroup>[],
  more: Partial<KeptParts> = {},
  asked: readonly string[] = [],
): Record<string, number> {
  const parts = someParts(groups, [], more);
  return Object.fromEntries(
    [...whyKept(findSources(parts).sources, parts, asked)].map(([id, why]) => [
      id,
      why.length,
    ]),
  );
}

/** Whether the managed group blue stays. */
const stays = (group: ReturnType<typeof aGroup>, more?: Partial<KeptParts>) =>
  reasons([group], more)['managed:blue'] > 0;

function aSource(type: SourceType, more: Partial<Source> = {}): Source {
  return {
    id: sourceId(type, 'blue'),
    type,
    name: 'blue',
    nodes: [],
    sizes: { min: 0, max: 0, desired: 0 },
    instanceTypes: [],
    groups: [],
    definers: [],
    ...more,
  };
}

const why = (source: Source, more: Partial<KeptParts> = {}) =>
  whyKept([source], someParts([], [], more), []).get(source.id) ?? [];

describe('what a source is', () => {
  it('lets a managed group move, and of the others none', () => {
    const types: SourceType[] = [
      'auto-scaling-group',
      'standalone',
      'karpenter',
      'fargate',
      'auto',
      'hybrid',
      'unknown',
    ];
    expect(why(aSource('managed-node-group'))).toEqual([]);
    const told = types.map(type => why(aSource(type)).map(one => one.reason));
    expect(told.map(each => each.length)).toEqual(types.map(() => 1));
    // A node of its own and one of which nothing is known are told the same.
    expect(new Set(told.flat()).size).toBe(types.length - 1);
  });

  it('is all that is said of a source that could not move, whatever its pods carry', () => {
    const sources: SourceType[] = ['auto', 'auto-scaling-group', 'standalone'];
    const volume = claim('data', { volume: { local: { path: '/data' } } });
    const pods = [aReplica('db-0', 'blue-0', mounts('data'))];
    const { nodes } = aGroup('blue', 1);
    for (const type of sources) {
      expect(why(aSource(type, { nodes }), { pods, ...volume })).toHaveLength(
        1,
      );
    }
    expect(
      why(aSource('managed-node-group', { nodes }), { pods, ...volume }),
    ).toEqual([{ reason: expect.any(String), pod: pods[0] }]);
  });

  it('keeps those that the plan was asked to keep, and only those', () => {
    expect(
      reasons([aGroup('blue', 1), aGroup('green', 1)], {}, ['managed:blue']),
    ).toEqual({ 'managed:blue': 1, 'managed:green': 0 });
  });
});

describe('what a managed group is like', () => {
  it.each<[string, Partial<Nodegroup>, boolean]>([
    ['it is active', { status: 'ACTIVE' }, false],
    ['some of its nodes are not well', { status: 'DEGRADED' }, false],
    ['it is being made', { status: 'CREATING' }, true],
    ['it is being updated', { status: 'UPDATING' }, true],
    ['it runs Bottlerocket', { amiType: 'BOTTLEROCKET_x86_64' }, false],
    ['nothing is said of its image', { amiType: undefined }, false],
    ['it runs Windows', { amiType: 'WINDOWS_CORE_2022_x86_64' }, true],
    ['it buys spot capacity', { capacityType: 'SPOT' }, false],
    ['its capacity is a block', { capacityType: 'CAPACITY_BLOCK' }, true],
  ])('where %s', (_, more, kept) => {
    expect(stays(aGroup('blue', 1, more))).toBe(kept);
  });

  it('keeps it where one of its nodes runs Windows, by image of its own', () => {
    const windows = node('blue-w', {
      labels: { 'kubernetes.io/os': 'windows' },
    });
    const linux = node('blue-l');
    const bare = node('blue-b');
    delete bare.metadata.labels;
    const of = (...nodes: Source['nodes']) =>
      why(aSource('managed-node-group', { nodes })).length;
    expect([of(linux), of(bare), of(bare, linux)]).toEqual([0, 0, 0]);
    expect([of(windows), of(linux, windows), of(windows, linux)]).toEqual([
      1, 1, 1,
    ]);
  });

  it('says every reason there is', () => {
    const group = aGroup('blue', 1, {
      amiType: 'WINDOWS_FULL_2022_x86_64',
      capacityType: 'CAPACITY_BLOCK',
      status: 'DELETING',
    });
    expect(reasons([group], {}, ['managed:blue'])).toEqual({
      'managed:blue': 4,
    });
  });

  it.each<[string, string | undefined, boolean]>([
    ['its own hardware', 'dedicated', true],
    ['a host of its own', 'host', true],
    ['shared hardware', 'default', false],
    ['hardware of which nothing is said', undefined, false],
  ])('with an instance on %s', (_, tenancy, kept) => {
    const group = aGroup('blue', 2);
    const [first, second] = group.group.instances;
    const instance = (id: string, of?: string): Instance => ({
      id,
      type: 'm6i.xlarge',
      state: 'running',
      securityGroupIds: [],
      tags: {},
      managedByAuto: false,
      ...(of ? { tenancy: of } : {}),
    });
    expect(
      stays(group, {
        instances: [instance(first.id), instance(second.id, tenancy)],
      }),
    ).toBe(kept);
    expect(stays(group, { instances: [instance('i-0other', tenancy)] })).toBe(
      false,
    );
  });
});

describe('instances in a place that Auto Mode may not know', () => {
  const OUTPOST = 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1';
  it.each<[string, Partial<Instance>, string[]]>([
    [
      'on an Outpost',
      { outpostArn: OUTPOST },
      [`its instances stand where Auto Mode launches none: Outpost ${OUTPOST}`],
    ],
    [
      'in a Wavelength zone',
      { availabilityZone: 'us-east-1-wl1-bos-wlz-1' },
      [
        'its instances stand where Auto Mode launches none: Wavelength zone us-east-1-wl1-bos-wlz-1',
      ],
    ],
    ['in a zone of the Region', { availabilityZone: 'us-east-1a' }, []],
    ['in a Local Zone', { availabilityZone: 'us-east-1-bos-1a' }, []],
  ])('%s', (_, place, expected) => {
    const group = aGroup('blue', 1);
    const of = (id: string): Partial<KeptParts> => ({
      instances: [
        {
          id,
          type: 'm6i.xlarge',
          state: 'running',
          securityGroupIds: [],
          tags: {},
          managedByAuto: false,
          ...place,
        },
      ],
    });
    const reasonsOf = (more: Partial<KeptParts>) => {
      const parts = someParts([group], [], more);
      return whyKept(findSources(parts).sources, parts, [])
        .get('managed:blue')
        ?.map(({ reason }) => reason);
    };
    expect(reasonsOf(of(group.group.instances[0].id))).toEqual(expected);
    expect(reasonsOf(of('i-0other'))).toEqual([]);
  });
});

describe('pods with security groups of their own', () => {
  const POD_ENI = { name: 'ENABLE_POD_ENI', value: 'true' };
  type Env = { name: string; value: string }[];

  function aDaemonSet(name: string, ...envs: (Env | undefined)[]): DaemonSet {
    return {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name, namespace: 'kube-system' },
      spec: {
        template: {
          spec: {
            containers: envs.map((env, index) => ({
              name: `c${index}`,
              ...(env ? { env } : {}),
            })),
          },
        },
      },
    };
  }

  function aPolicy(
    spec: SecurityGroupPolicy['spec'],
    namespace = 'default',
  ): SecurityGroupPolicy {
    return {
      apiVersion: 'vpcresources.k8s.aws/v1beta1',
      kind: 'SecurityGroupPolicy',
      metadata: { name: 'own', namespace },
      ...(spec ? { spec } : {}),
    };
  }

  const web = { podSelector: { matchLabels: { app: 'web' } } };

  const kept = (
    daemonSets: DaemonSet[],
    policies: SecurityGroupPolicy[],
    more: Partial<KeptParts> = {},
    spec: Partial<Pod['spec']> = {},
  ) =>
    stays(aGroup('blue', 1), {
      pods: [aReplica('web-1', 'blue-0', spec)],
      daemonSets,
      securityGroupPolicies: policies,
      ...more,
    });

  const other = { name: 'WARM_IP_TARGET', value: 'true' };

  it.each<[string, DaemonSet[], boolean]>([
    ['switched on', [aDaemonSet('aws-node', [POD_ENI])], true],
    [
      'switched on among other settings',
      [aDaemonSet('aws-node', [other, POD_ENI])],
      true,
    ],
    [
      'switched on in one of its containers',
      [aDaemonSet('aws-node', undefined, [POD_ENI])],
      true,
    ],
    [
      'switched on beside another DaemonSet',
      [aDaemonSet('logs', [other]), aDaemonSet('aws-node', [POD_ENI])],
      true,
    ],
    [
      'switched off',
      [aDaemonSet('aws-node', [{ ...POD_ENI, value: 'false' }])],
      false,
    ],
    ['another setting', [aDaemonSet('aws-node', [other])], false],
    ['a setting of another DaemonSet', [aDaemonSet('logs', [POD_ENI])], false],
    ['not set at all', [aDaemonSet('aws-node', undefined)], false],
    ['of no DaemonSet', [], false],
  ])('keep the source where the feature is %s', (_, daemonSets, stay) => {
    expect(kept(daemonSets, [aPolicy(web)])).toBe(stay);
  });

  it.each<[string, SecurityGroupPolicy, boolean]>([
    ['their labels', aPolicy(web), true],
    [
      'other labels',
      aPolicy({ podSelector: { matchLabels: { app: 'db' } } }),
      false,
    ],
    [
      'the labels of their account',
      aPolicy({ serviceAccountSelector: { matchLabels: { of: 'web' } } }),
      true,
    ],
    [
      'the labels of an account of the same name elsewhere',
      aPolicy({ serviceAccountSelector: { matchLabels: { of: 'elsewhere' } } }),
      false,
    ],
    [
      'the labels of another account beside theirs',
      aPolicy({ serviceAccountSelector: { matchLabels: { of: 'default' } } }),
      false,
    ],
    ['their labels, in another namespace', aPolicy(web, 'other'), false],
    ['nobody knows what', aPolicy(undefined), true],
    [
      'nobody knows what, in another namespace',
      aPolicy(undefined, 'other'),
      false,
    ],
  ])('keep the source where a policy selects %s', (_, policy, stay) => {
    const account = (name: string, of: string, namespace = 'default') => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace, labels: { of } },
    });
    expect(
      kept(
        [aDaemonSet('aws-node', [POD_ENI])],
        [policy],
        {
          serviceAccounts: [
            account('web', 'elsewhere', 'other'),
            account('default', 'default'),
            account('web', 'web'),
          ],
        },
        { serviceAccountName: 'web' },
      ),
    ).toBe(stay);
  });

  it('have the account default where they name none', () => {
    const policy = aPolicy({
      serviceAccountSelector: { matchLabels: { of: 'web' } },
    });
    const named = (name: string) =>
      kept([aDaemonSet('aws-node', [POD_ENI])], [policy], {
        serviceAccounts: [
          {
            apiVersion: 'v1',
            kind: 'ServiceAccount',
            metadata: { name, namespace: 'default', labels: { of: 'web' } },
          },
        ],
      });
    expect([named('default'), named('web')]).toEqual([true, false]);
  });

  it('are found among several policies, and a pod that no policy selects is no reason', () => {
    const parts = {
      pods: [aReplica('db-1', 'blue-0'), aReplica('web-1', 'blue-0')],
      daemonSets: [aDaemonSet('aws-node', [POD_ENI])],
      securityGroupPolicies: [
        aPolicy({ podSelector: { matchLabels: { app: 'x' } } }),
        aPolicy(web),
      ],
    };
    const { nodes } = aGroup('blue', 1);
    expect(
      why(aSource('managed-node-group', { nodes }), parts).map(
        ({ pod }) => pod?.metadata.name,
      ),
    ).toEqual(['web-1']);
  });
});
