// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Subnet } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { findSources } from '../placement';
import { healthyParts } from '../readiness/testing/inventory';
import { aDaemonSet, aNode, aPod } from '../readiness/testing/objects';
import {
  addressesOf,
  mostOf,
  usedBy,
  type AddressesInput,
  type LaunchedNode,
} from './addresses';

const large = {
  type: 'm6i.large',
  vcpus: 2,
  memoryMiB: 8192,
  architectures: ['x86_64'],
  gpus: 0,
  maxInterfaces: 3,
  ipv4PerInterface: 10,
};

const awsNode = (env: Record<string, string>) => {
  const { daemonSet } = aDaemonSet('aws-node', { namespace: 'kube-system' });
  const [first, ...others] = daemonSet.spec.template.spec.containers;
  return {
    ...daemonSet,
    spec: {
      ...daemonSet.spec,
      template: {
        ...daemonSet.spec.template,
        spec: {
          ...daemonSet.spec.template.spec,
          containers: [
            {
              ...first,
              env: Object.entries(env).map(([name, value]) => ({
                name,
                value,
              })),
            },
            ...others,
          ],
        },
      },
    },
  };
};

const launchedIn = (
  subnetIds: string[],
  pods: number,
  zone = 'us-east-1a',
): LaunchedNode => ({ zone, subnetIds, pods });

/** One node with `pods` pods in the private subnet of zone a. */
function input(
  more: Partial<AddressesInput> & {
    podCount?: number;
    free?: number;
    env?: Record<string, string>;
  } = {},
): AddressesInput {
  const parts = healthyParts();
  const node = aNode('n', 'a');
  const nodes = [node];
  const zoneA = parts.subnets.filter(one => one.id === 'subnet-private-a');
  const subnets: Subnet[] = zoneA.map(one => ({
    ...one,
    availableAddresses: more.free ?? one.availableAddresses,
  }));
  return {
    cluster: {
      ...parts.cluster,
      network: { ...parts.cluster.network, subnetIds: ['subnet-private-a'] },
    },
    subnets,
    sources: findSources({ ...parts, nodes }).sources,
    instances: [
      {
        id: 'i-0a',
        type: 'm6i.large',
        state: 'running',
        subnetId: 'subnet-private-a',
        securityGroupIds: [],
        tags: {},
        managedByAuto: false,
      },
    ],
    instanceTypes: [large],
    pods: [
      ...Array.from({ length: more.podCount ?? 20 }, (_, i) =>
        aPod(`p${i}`, { spec: { nodeName: 'n', containers: [] } }),
      ),
      aPod('host', {
        spec: { nodeName: 'n', hostNetwork: true, containers: [] },
      }),
      aPod('done', {
        spec: { nodeName: 'n', containers: [] },
        status: { phase: 'Succeeded' },
      }),
    ],
    daemonSets: [awsNode(more.env ?? {})],
    launched: [launchedIn(['subnet-private-a'], 20)],
    ...more,
  };
}

describe('addresses by subnet', () => {
  it.each([
    // Its own, and one a pod.
    ['secondary', 20, 21],
    // Its own, and two blocks of sixteen.
    ['prefix', 20, 33],
    ['prefix', 16, 17],
    ['prefix', 17, 33],
    ['prefix', 0, 1],
    ['elsewhere', 20, 1],
    ['unknown', 20, 1],
  ] as const)('of a node with %s addresses and %i pods: %i', (how, pods, n) => {
    expect(usedBy(how, pods)).toBe(n);
  });

  it.each([
    // 3 × 10, which is 3 × (10 − 1) + 2 = 29 pods, two of them on the host's network.
    ['secondary', large, 29, 30],
    // 110 pods are seven blocks, and three interfaces have an address each.
    ['prefix', large, 110, 3 + 7 * 16],
    // No more blocks than free slots: 3 × 9.
    ['prefix', large, 500, 3 + 27 * 16],
    ['elsewhere', large, 29, 1],
    ['unknown', large, 29, undefined],
    ['secondary', { ...large, maxInterfaces: undefined }, 29, undefined],
    ['secondary', undefined, 29, undefined],
  ] as const)('at most with %s addresses', (how, type, pods, expected) => {
    expect(mostOf(how, type, pods)).toBe(expected);
  });

  it.each<[string, Record<string, string>, number, number | undefined]>([
    ['each with one of its own', {}, 21, 30],
    ['in prefixes', { ENABLE_PREFIX_DELEGATION: 'true' }, 33, 3 + 2 * 16],
    [
      'in subnets of their own',
      { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'true' },
      1,
      1,
    ],
  ])('counts pods %s', (_name, env, used, most) => {
    const [subnet] = addressesOf(input({ env }));
    expect(subnet.sources).toEqual([
      { source: 'managed:general', nodes: 1, used, most },
    ]);
  });

  it('knows no limit where the DaemonSets could not be read', () => {
    const [subnet] = addressesOf({ ...input(), daemonSets: undefined });
    expect(subnet.sources[0]).toMatchObject({ used: 1, most: undefined });
  });

  it.each<[number, string, RegExp]>([
    [113, 'enough', /Even with 110 pods/],
    [112, 'tight', /not for 110/],
    [33, 'tight', /Blocks of 16/],
    [32, 'short', /33 addresses are needed .* 32 are free/],
  ])('takes %i free ones for %s', (free, verdict, why) => {
    const [subnet] = addressesOf(input({ free }));
    expect(subnet).toMatchObject({
      nodesAfter: 1,
      neededAfter: 33,
      mostAfter: 113,
      verdict,
    });
    expect(subnet.why).toMatch(why);
  });

  describe('of new nodes', () => {
    /** Subnet a is the cluster's; b lies beside it in the same zone, c in another zone. */
    const after = (
      launched: LaunchedNode[],
      free: Partial<Record<'a' | 'b' | 'c', number>> = {},
    ) => {
      const one = input();
      const [subnet] = one.subnets;
      return Object.fromEntries(
        addressesOf({
          ...one,
          subnets: (['a', 'b', 'c'] as const).map(name => ({
            ...subnet,
            id: name === 'a' ? subnet.id : `subnet-pods-${name}`,
            availabilityZone: name === 'c' ? 'us-east-1c' : 'us-east-1a',
            availableAddresses: free[name] ?? 4000,
          })),
          launched,
        }).map(
          ({ subnet: id, nodesAfter, neededAfter, mostAfter, verdict }) => [
            id,
            [nodesAfter, neededAfter, mostAfter, verdict],
          ],
        ),
      );
    };
    const none = [0, 0, 0, 'enough'];

    it('are needed where their pool launches them, not in the cluster’s own subnets', () => {
      const places = ['subnet-pods-b', 'subnet-pods-c'];
      expect(
        after(
          [
            launchedIn(places, 20),
            launchedIn(places, 20),
            launchedIn(places, 3, 'us-east-1c'),
          ],
          { b: 40 },
        ),
      ).toEqual({
        'subnet-private-a': none,
        'subnet-pods-b': [2, 66, 226, 'short'],
        'subnet-pods-c': [1, 17, 113, 'enough'],
      });
    });

    it('are needed in none that a pool could take and does not', () => {
      expect(
        after([launchedIn(['subnet-private-a', 'subnet-pods-c'], 1)]),
      ).toEqual({
        'subnet-private-a': [1, 17, 113, 'enough'],
        'subnet-pods-c': none,
      });
    });

    it('are taken of the subnet of a zone that has the most left', () => {
      const both = ['subnet-private-a', 'subnet-pods-b'];
      const three = [1, 2, 3].map(() => launchedIn(both, 16));
      expect(after(three)).toEqual({
        'subnet-private-a': [1, 17, 113, 'enough'],
        'subnet-pods-b': [2, 34, 226, 'enough'],
      });
      expect(after(three, { a: 90, b: 60 })).toEqual({
        'subnet-private-a': [2, 34, 226, 'tight'],
        'subnet-pods-b': [1, 17, 113, 'tight'],
      });
    });

    it('are known of no subnet where no move could be simulated', () => {
      const one = input();
      const [subnet] = one.subnets;
      const [of] = addressesOf({
        ...one,
        cluster: {
          ...one.cluster,
          network: { ...one.cluster.network, subnetIds: [] },
        },
        subnets: [subnet],
        launched: undefined,
      });
      expect(of.verdict).toBe('unknown');
    });
  });

  it('says nothing of what is needed where no move could be simulated', () => {
    const [subnet] = addressesOf({ ...input(), launched: undefined });
    expect(subnet.verdict).toBe('unknown');
    expect(subnet.neededAfter).toBeUndefined();
  });

  it('needs one address a node where pods have IPv6', () => {
    const one = input({ free: 5 });
    const [subnet] = addressesOf({
      ...one,
      cluster: {
        ...one.cluster,
        network: { ...one.cluster.network, ipFamily: 'ipv6' },
      },
    });
    expect(subnet).toMatchObject({ neededAfter: 1, verdict: 'enough' });
  });

  it('passes over subnets of others', () => {
    const one = input();
    const [subnet] = one.subnets;
    expect(
      addressesOf({
        ...one,
        subnets: [...one.subnets, { ...subnet, id: 'subnet-theirs' }],
      }).map(({ subnet: id }) => id),
    ).toEqual(['subnet-private-a']);
  });
});
