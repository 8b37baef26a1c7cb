// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Node,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { container, node, on, pod, requests } from './cases/case';
import { feasibleNodes, fitsNode } from './fits';
import { apart } from './testing/apart';
import { PlacementWorld } from './world';

const world = (target: Node, ...pods: Pod[]) =>
  new PlacementWorld({ nodes: [target], pods });

/** What keeps the pod from the only node. */
function codes(wanted: Pod, there: PlacementWorld): string[] {
  const [state] = there.nodes();
  const fit = fitsNode(wanted, state.node, there);
  return fit.fits ? [] : fit.reasons.map(reason => reason.code);
}

const withPorts = (name: string, ...hostPorts: number[]) =>
  pod(name, {
    containers: [
      container(undefined, {
        ports: hostPorts.map(hostPort => ({
          containerPort: hostPort,
          hostPort,
        })),
      }),
    ],
  });

const guarded = pod('web-1', apart());

const red = { key: 'team', value: 'red', effect: 'NoSchedule' as const };

describe('what keeps a pod from a node', () => {
  it.each<[string, Pod, PlacementWorld, string[]]>([
    ['nothing', pod('web'), world(node('a')), []],
    [
      'a scheduling gate',
      pod('web', { schedulingGates: [{ name: 'quota' }] }),
      world(node('a')),
      ['gate'],
    ],
    [
      'not an empty list of gates',
      pod('web', { schedulingGates: [] }),
      world(node('a')),
      [],
    ],
    [
      'a cordon',
      pod('web'),
      world(node('a', { cordoned: true })),
      ['unschedulable'],
    ],
    ['a taint', pod('web'), world(node('a', { taints: [red] })), ['taint']],
    [
      'a node selector that asks for another value',
      pod('web', { nodeSelector: { team: 'red' } }),
      world(node('a', { labels: { team: 'blue' } })),
      ['node-selector'],
    ],
    [
      'one pod more than the node takes',
      pod('web'),
      world(node('a', { allocatable: { pods: '1' } }), on('a', pod('db'))),
      ['pods'],
    ],
    [
      'not the last pod that the node takes',
      pod('web'),
      world(node('a', { allocatable: { pods: '2' } }), on('a', pod('db'))),
      [],
    ],
    [
      'a node that does not say how many pods it takes',
      pod('web'),
      world({
        ...node('a'),
        status: { allocatable: { cpu: '4', memory: '8Gi' } },
      }),
      ['pods'],
    ],
    [
      'too few CPUs',
      pod('web', requests({ cpu: '4001m' })),
      world(node('a')),
      ['resources'],
    ],
    [
      'not CPUs that just suffice',
      pod('web', requests({ cpu: '4' })),
      world(node('a')),
      [],
    ],
    [
      'not a request for none of what is overcommitted',
      pod('web', requests({ cpu: '0', memory: '64Mi' })),
      world(node('a'), on('a', pod('db', requests({ cpu: '5' })))),
      [],
    ],
    [
      'not a request for none of what the node has not',
      pod('web', requests({ 'nvidia.com/gpu': '0' })),
      world(node('a')),
      [],
    ],
    [
      'a host port that is taken',
      withPorts('web', 80, 443),
      world(node('a'), on('a', withPorts('db', 443))),
      ['host-port'],
    ],
    [
      'not another host port',
      withPorts('web', 80),
      world(node('a'), on('a', withPorts('db', 443))),
      [],
    ],
    [
      'a volume without a claim',
      pod('web', {
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'no' } }],
      }),
      world(node('a')),
      ['volume'],
    ],
    [
      'a pod that it must not stand beside',
      guarded,
      world(node('a'), on('a', pod('web-0'))),
      ['pod-anti-affinity'],
    ],
    [
      'everything at once',
      {
        ...withPorts('web-1', 443),
        spec: {
          ...withPorts('web-1', 443).spec,
          affinity: guarded.spec.affinity,
          nodeSelector: { team: 'red' },
          schedulingGates: [{ name: 'quota' }],
        },
      },
      world(
        node('a', { taints: [red], allocatable: { pods: '1', cpu: '50m' } }),
        on('a', withPorts('web-0', 443)),
      ),
      [
        'gate',
        'taint',
        'node-selector',
        'pods',
        'resources',
        'host-port',
        'pod-anti-affinity',
      ],
    ],
  ])('%s', (_name, wanted, there, expected) => {
    expect(codes(wanted, there)).toEqual(expected);
    // The short answer is the same.
    expect(feasibleNodes(wanted, there)).toHaveLength(
      expected.length === 0 ? 1 : 0,
    );
  });

  it('is said with all keys of a node affinity, each once', () => {
    const wanted = pod('web', {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  { key: 'team', operator: 'Exists' },
                  { key: 'tier', operator: 'Exists' },
                ],
              },
              { matchExpressions: [{ key: 'team', operator: 'Exists' }] },
              {
                matchFields: [
                  { key: 'metadata.name', operator: 'In', values: ['b'] },
                ],
              },
            ],
          },
        },
      },
    });
    expect(fitsNode(wanted, 'a', world(node('a')))).toEqual({
      fits: false,
      reasons: [
        {
          code: 'node-affinity',
          message: 'required node affinity (team, tier, metadata.name)',
        },
      ],
    });
    expect(fitsNode(wanted, 'b', world(node('b')))).toEqual({ fits: true });
  });

  it.each([
    ['no such label', {}, 'no such label'],
    ['the value it has', { team: 'blue' }, '"blue"'],
  ])('names of the label that is selected %s', (_name, labels, said) => {
    const fit = fitsNode(
      pod('web', { nodeSelector: { team: 'red' } }),
      'a',
      world(node('a', { labels })),
    );
    expect(fit).toEqual({
      fits: false,
      reasons: [
        expect.objectContaining({ message: expect.stringContaining(said) }),
      ],
    });
  });

  it.each([
    ['what is left', '1', '3 free'],
    ['nothing of what is overcommitted', '5', '0 free'],
  ])('says of a resource %s', (_name, taken, said) => {
    const fit = fitsNode(
      pod('web', requests({ cpu: '3500m' })),
      'a',
      world(node('a'), on('a', pod('db', requests({ cpu: taken })))),
    );
    expect(fit).toEqual({
      fits: false,
      reasons: [
        expect.objectContaining({
          code: 'resources',
          message: expect.stringContaining(`, ${said}`),
        }),
      ],
    });
  });
});

describe('what was worked out for a pod', () => {
  it('does not count in another world, of as many changes', () => {
    const empty = world(node('a'), on('a', pod('db')));
    const taken = world(node('a'), on('a', pod('web-0')));
    expect(empty.version).toBe(taken.version);
    expect(codes(guarded, empty)).toEqual([]);
    expect(codes(guarded, taken)).toEqual(['pod-anti-affinity']);
    expect(codes(guarded, empty)).toEqual([]);
  });

  it('does not count after a change', () => {
    const there = world(node('a'));
    const other = pod('web-0');
    expect(codes(guarded, there)).toEqual([]);
    there.assign(other, 'a');
    expect(codes(guarded, there)).toEqual(['pod-anti-affinity']);
    there.unassign(other);
    expect(codes(guarded, there)).toEqual([]);
  });
});

describe('the nodes that a pod could go to', () => {
  it('are those where nothing speaks against it, in the order of the world', () => {
    const there = new PlacementWorld({
      nodes: [
        node('c'),
        node('tainted', { taints: [red] }),
        node('full', { allocatable: { pods: '0' } }),
        node('tight', { allocatable: { cpu: '50m' } }),
        node('a'),
      ],
    });
    expect(feasibleNodes(pod('web'), there).map(({ name }) => name)).toEqual([
      'c',
      'a',
    ]);
  });
});
