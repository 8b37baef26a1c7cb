// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  DaemonSet,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { claim, container, mounts, requests } from './cases/case';
import { placementParts, placeSources } from './placeSources';
import { formatReasons } from './simulate';
import { apart } from './testing/apart';
import { aGroup, aReplica, someParts } from './testing/parts';

const options = { nodeRoleName: 'AutoRole' };

const why = (placement: ReturnType<typeof placeSources>, source: string) =>
  placement.kept
    .get(source)
    ?.map(({ reason, pod }) =>
      pod ? `${pod.metadata.name}: ${reason}` : reason,
    );

describe('placing the pods of sources', () => {
  it('gives every pod a place on nodes that the pools would launch', () => {
    const pods = Array.from({ length: 9 }, (_, index) =>
      aReplica(`web-${index}`, `blue-${index % 3}`, requests({ cpu: '1' })),
    );
    const placement = placeSources(
      someParts([aGroup('blue', 3)], pods),
      options,
    );
    expect(placement.misfits).toEqual([]);
    expect(placement.gone.placements.size).toBe(9);
    expect(placement.gone.nodes).toEqual([
      {
        name: 'auto-1',
        pool: 'migrated-blue',
        instanceType: 'm6i.xlarge',
        zone: 'zone-a',
        capacityType: 'on-demand',
      },
      {
        name: 'auto-2',
        pool: 'migrated-blue',
        instanceType: 'm6i.xlarge',
        zone: 'zone-b',
        capacityType: 'on-demand',
      },
      {
        name: 'auto-3',
        pool: 'migrated-blue',
        instanceType: 'm6i.xlarge',
        zone: 'zone-c',
        capacityType: 'on-demand',
      },
    ]);
  });

  it('lets each node pay for its DaemonSets, and not for those kept off Auto nodes', () => {
    const daemon = (name: string, off: boolean): DaemonSet => ({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name, namespace: 'kube-system' },
      spec: {
        template: {
          spec: {
            containers: [container({ cpu: '1' })],
            tolerations: [{ operator: 'Exists' }],
            ...(off
              ? {
                  affinity: {
                    nodeAffinity: {
                      requiredDuringSchedulingIgnoredDuringExecution: {
                        nodeSelectorTerms: [
                          {
                            matchExpressions: [
                              {
                                key: 'eks.amazonaws.com/compute-type',
                                operator: 'NotIn',
                                values: ['auto'],
                              },
                            ],
                          },
                        ],
                      },
                    },
                  },
                }
              : {}),
          },
        },
      },
    });
    const nodesWith = (daemonSets: DaemonSet[]) =>
      placeSources(
        someParts(
          [aGroup('blue', 3)],
          [0, 1, 2].map(index =>
            aReplica(
              `web-${index}`,
              `blue-${index}`,
              requests({ cpu: '1100m' }),
            ),
          ),
          { daemonSets },
        ),
        options,
      ).gone.nodes.length;
    expect(nodesWith([])).toBe(1);
    expect(nodesWith([daemon('aws-node', true)])).toBe(1);
    expect(nodesWith([daemon('logs', false)])).toBe(2);
  });

  it('keeps a source whose pod has a volume that Auto nodes cannot mount, and only that', () => {
    const placement = placeSources(
      someParts(
        [aGroup('blue', 1), aGroup('green', 1)],
        [
          aReplica('db-0', 'blue-0', mounts('data'), 'StatefulSet'),
          aReplica('web-1', 'green-0'),
        ],
        claim('data', {
          volume: { csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'vol-1' } },
        }),
      ),
      options,
    );
    expect(placement.moved.map(source => source.id)).toEqual(['managed:green']);
    expect(why(placement, 'managed:blue')).toEqual([
      'db-0: volume data (claim data) belongs to the EBS CSI driver; Auto nodes mount only volumes of ebs.csi.eks.amazonaws.com',
    ]);
    expect(placement.pools.map(pool => pool.sources)).toEqual([
      ['managed:green'],
    ]);
  });

  it('keeps a source with a pod that no pool takes, and names the key', () => {
    const placement = placeSources(
      someParts(
        [aGroup('blue', 1)],
        [
          aReplica('web-1', 'blue-0', {
            nodeSelector: { 'eks.amazonaws.com/nodegroup': 'blue' },
          }),
        ],
      ),
      options,
    );
    expect(placement.moved).toEqual([]);
    expect(why(placement, 'managed:blue')).toEqual([
      'web-1: it has no place on Auto Mode: pool migrated-blue: eks.amazonaws.com/nodegroup In (blue): its nodes have no such label; pool system: taint CriticalAddonsOnly:NoSchedule is not tolerated',
    ]);
    expect(placement.misfits.map(misfit => misfit.simulation)).toEqual([
      'cordoned',
      'gone',
    ]);
  });

  it.each([
    ['it was asked to', {}, ['managed:blue'], 'the plan was asked to keep it'],
    [
      'it runs Windows',
      { amiType: 'WINDOWS_CORE_2022_x86_64' },
      [],
      'its nodes run Windows, which Auto Mode does not have',
    ],
    [
      'its capacity is a block',
      { capacityType: 'CAPACITY_BLOCK' as const },
      [],
      'its capacity is a reserved block',
    ],
    [
      'it is being deleted',
      { status: 'DELETING' },
      [],
      'its status is DELETING',
    ],
  ])('keeps a source where %s', (_name, group, keep, reason) => {
    const placement = placeSources(someParts([aGroup('blue', 1, group)]), {
      ...options,
      keep,
    });
    expect(why(placement, 'managed:blue')).toEqual([reason]);
  });

  it('keeps pods with security groups of their own', () => {
    const awsNode = (value: string): DaemonSet => ({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'aws-node', namespace: 'kube-system' },
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'aws-node', env: [{ name: 'ENABLE_POD_ENI', value }] },
            ],
            nodeSelector: { none: 'none' },
          },
        },
      },
    });
    const policy = (app: string) => ({
      apiVersion: 'vpcresources.k8s.aws/v1beta1',
      kind: 'SecurityGroupPolicy',
      metadata: { name: 'own', namespace: 'default' },
      spec: { podSelector: { matchLabels: { app } } },
    });
    const moved = (eni: string, app: string) =>
      placeSources(
        someParts([aGroup('blue', 1)], [aReplica('web-1', 'blue-0')], {
          daemonSets: [awsNode(eni)],
          securityGroupPolicies: [policy(app)],
        }),
        options,
      ).moved.length;
    expect(moved('true', 'web')).toBe(0);
    expect(moved('true', 'other')).toBe(1);
    expect(moved('false', 'web')).toBe(1);
  });

  it('counts cordoned nodes as topology domains until they are gone', () => {
    const spread: Partial<Pod['spec']> = {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'rack',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 'web' } },
        },
      ],
    };
    const group = aGroup('blue', 2);
    group.nodes.forEach((node, index) => {
      node.metadata.labels = { ...node.metadata.labels, rack: `r${index}` };
    });
    const placement = placeSources(
      someParts([group], [aReplica('web-1', 'blue-0', spread)]),
      options,
    );
    // No pool has the label: both simulations fail, for the same reason.
    expect(why(placement, 'managed:blue')?.[0]).toContain(
      'the node has no label rack',
    );

    const byHost: Partial<Pod['spec']> = {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 'web' } },
        },
      ],
    };
    const hosts = placeSources(
      someParts(
        [aGroup('blue', 3)],
        [0, 1, 2].map(index =>
          aReplica(`web-${index}`, `blue-${index}`, byHost),
        ),
      ),
      options,
    );
    expect(hosts.misfits).toEqual([]);
    // With the old nodes there and empty, nobody may share a node; without them, they may.
    expect(hosts.cordoned.nodes.length).toBe(3);
    expect(hosts.gone.nodes.length).toBe(1);
  });

  it('lets pods that wait for others have another turn', () => {
    const near: Partial<Pod['spec']> = {
      ...requests({ cpu: '2' }),
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            {
              labelSelector: { matchLabels: { app: 'cache' } },
              topologyKey: 'topology.kubernetes.io/zone',
            },
          ],
        },
      },
    };
    const placement = placeSources(
      someParts(
        [aGroup('blue', 1)],
        [aReplica('web-1', 'blue-0', near), aReplica('cache-1', 'blue-0')],
      ),
      options,
    );
    expect(placement.misfits).toEqual([]);
    expect(placement.gone.placements.size).toBe(2);
  });

  it('uses room on nodes that stay, and respects limits of pools that are there', () => {
    const placement = placeSources(
      someParts(
        [aGroup('blue', 1), aGroup('old', 1)],
        [aReplica('web-1', 'blue-0')],
      ),
      { ...options, keep: ['managed:old'] },
    );
    expect(placement.gone.placements.get('default/web-1')).toBe('old-0');
    expect(placement.gone.nodes).toEqual([]);
  });

  it('gives a pool a limit that its own pods cannot hit', () => {
    const limit = (replicas: number) => {
      const placement = placeSources(
        someParts(
          [aGroup('blue', 1)],
          Array.from({ length: replicas }, (_, index) =>
            aReplica(`web-${index}`, 'blue-0', apart()),
          ),
        ),
        options,
      );
      return [
        placement.misfits.length,
        ...[placement.pools[0], placement.allPools[0]].map(
          pool => pool.nodePool.spec.limits?.cpu,
        ),
      ];
    };
    // Two nodes of four CPUs at most, twice over; then one node a pod, and half as many again.
    expect(limit(1)).toEqual([0, '16', '16']);
    expect(limit(10)).toEqual([0, '60', '60']);
  });

  it('gives room to the pool that needs it, and to no other', () => {
    const team = (name: string): Partial<Pod['spec']> => ({
      nodeSelector: { team: name },
    });
    const placement = placeSources(
      someParts(
        [
          aGroup('blue', 1, { labels: { team: 'a' } }),
          aGroup('green', 1, { labels: { team: 'b' } }),
        ],
        [
          ...Array.from({ length: 10 }, (_, index) =>
            aReplica(`web-${index}`, 'blue-0', { ...apart(), ...team('a') }),
          ),
          aReplica('other-0', 'green-0', team('b')),
        ],
      ),
      options,
    );
    expect(
      placement.pools.map(({ name, nodePool }) => [
        name,
        nodePool.spec.limits?.cpu,
      ]),
    ).toEqual([
      ['migrated-blue', '60'],
      ['migrated-green', '16'],
    ]);
  });

  it('gives a pool room for the simulation that launches more', () => {
    const spread: Partial<Pod['spec']> = {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 'web' } },
        },
      ],
    };
    const { cordoned, gone, pools } = placeSources(
      someParts(
        [aGroup('blue', 10, { scaling: { min: 1, max: 1, desired: 1 } })],
        Array.from({ length: 10 }, (_, index) =>
          aReplica(`web-${index}`, `blue-${index}`, spread),
        ),
      ),
      options,
    );
    // Old nodes that are empty ask for a node a pod; ten of four CPUs, and half as many again.
    expect([cordoned.nodes.length, gone.nodes.length]).toEqual([10, 1]);
    expect(pools[0].nodePool.spec.limits?.cpu).toBe('60');
  });

  it('leaves a limit that is enough as it is', () => {
    const { pools } = placeSources(
      someParts([aGroup('blue', 10)], [aReplica('web-0', 'blue-0')]),
      options,
    );
    // Twenty nodes of four CPUs at most, twice over.
    expect(pools[0].nodePool.spec.limits).toEqual({ cpu: '160' });
  });

  it('counts a pool once that an earlier run made', () => {
    const parts = someParts([aGroup('blue', 1)], [aReplica('web-0', 'blue-0')]);
    const names = (placement: ReturnType<typeof placeSources>) =>
      placement.allPools.map(({ name, origin }) => [name, origin]);
    const first = placeSources(parts, options);
    const again = placeSources(
      { ...parts, nodePools: first.pools.map(pool => pool.nodePool) },
      options,
    );
    expect(names(first)).toEqual([
      ['migrated-blue', 'planned'],
      ['system', 'built-in'],
    ]);
    expect(names(again)).toEqual(names(first));
    expect(again.pools.map(pool => pool.exists)).toEqual([true]);
  });

  it('may use the pool general-purpose where the cluster will have it', () => {
    const lone = aReplica('web-0', 'blue-0', {
      nodeSelector: { 'karpenter.sh/nodepool': 'general-purpose' },
    });
    const moved = (generalPurpose?: boolean) =>
      placeSources(someParts([aGroup('blue', 1)], [lone]), {
        ...options,
        generalPurpose,
      }).moved.length;
    expect([moved(true), moved(false), moved()]).toEqual([1, 0, 0]);
  });

  it('names every pod without a place once, though neither simulation has one', () => {
    const nowhere = { nodeSelector: { rack: 'r1' } };
    const placement = placeSources(
      someParts(
        [aGroup('blue', 1), aGroup('green', 1)],
        [
          aReplica('web-0', 'blue-0', nowhere),
          aReplica('web-1', 'blue-0', nowhere),
          aReplica('fine-0', 'green-0'),
        ],
      ),
      options,
    );
    expect(
      placement.kept.get('managed:blue')?.map(({ pod }) => pod?.metadata.name),
    ).toEqual(['web-0', 'web-1']);
    expect(placement.misfits).toHaveLength(4);
    expect(placement.moved.map(({ id }) => id)).toEqual(['managed:green']);
    expect(placement.kept.get('managed:green')).toEqual([]);
  });

  it('reads every part that its steps read, once', () => {
    expect([...placementParts].sort()).toEqual(
      Object.keys(someParts([])).sort(),
    );
  });

  it('leaves DaemonSet, mirror and finished pods alone', () => {
    const finished = aReplica('job-1', 'blue-0', {}, 'Job');
    finished.status = { phase: 'Succeeded' };
    const mirror = aReplica('static-1', 'blue-0', {}, 'Node');
    const placement = placeSources(
      someParts(
        [aGroup('blue', 1)],
        [finished, mirror, aReplica('logs-1', 'blue-0', {}, 'DaemonSet')],
      ),
      options,
    );
    expect(placement.gone.placements.size).toBe(0);
  });

  it('gives the same answer twice', () => {
    const parts = someParts(
      [aGroup('blue', 3), aGroup('green', 2, { labels: { team: 'a' } })],
      Array.from({ length: 40 }, (_, index) =>
        aReplica(
          `web-${index}`,
          index % 2 ? 'blue-0' : 'green-1',
          requests({ cpu: `${100 + (index % 7) * 50}m` }),
        ),
      ),
    );
    const told = (placement: ReturnType<typeof placeSources>) =>
      JSON.stringify([
        placement.pools,
        [...placement.gone.placements],
        placement.cordoned.nodes,
      ]);
    expect(told(placeSources(parts, options))).toBe(
      told(placeSources(parts, options)),
    );
  });

  it('says many reasons in few words', () => {
    expect(
      formatReasons(
        ['a', 'b', 'c', 'd', 'e', 'a'].map(message => ({
          code: 'taint',
          message,
        })),
      ),
    ).toBe('a; b; c; d; and 1 more');
  });
});
