// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Node,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { feasibleNodes, fitsNode } from './fits';
import { PlacementWorld } from './world';

const node = (name: string, labels: Record<string, string> = {}): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
  spec: {},
  status: { allocatable: { cpu: '2', memory: '4Gi', pods: '10' } },
});

const pod = (name: string, spec: Partial<Pod['spec']> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: 'web' } },
  spec: {
    containers: [{ name: 'c', resources: { requests: { cpu: '1' } } }],
    ...spec,
  },
});

const apart: Partial<Pod['spec']> = {
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        {
          labelSelector: { matchLabels: { app: 'web' } },
          topologyKey: 'kubernetes.io/hostname',
        },
      ],
    },
  },
};

const names = (world: PlacementWorld, wanted: Pod) =>
  feasibleNodes(wanted, world).map(state => state.name);

describe('the placement world', () => {
  it('follows assignments: resources and anti-affinity, both ways', () => {
    const world = new PlacementWorld({ nodes: [node('a'), node('b')] });
    const guarded = pod('one', apart);
    const plain = pod('two');
    expect(names(world, plain)).toEqual(['a', 'b']);
    world.assign(guarded, 'a');
    expect(names(world, plain)).toEqual(['b']);
    expect(names(world, pod('three', apart))).toEqual(['b']);
    world.assign(pod('four', apart), 'b');
    expect(names(world, plain)).toEqual([]);
    world.unassign(guarded);
    expect(names(world, plain)).toEqual(['a']);
    expect(world.node('a')?.requested.cpu).toBe(0);
  });

  it('names every reason, with the key that fails', () => {
    const world = new PlacementWorld({ nodes: [node('a')] });
    world.assign(pod('one'), 'a');
    const wanted = pod('two', {
      nodeSelector: { team: 'a' },
      containers: [
        {
          name: 'c',
          resources: { requests: { cpu: '1500m', 'nvidia.com/gpu': '1' } },
        },
      ],
    });
    expect(fitsNode(wanted, 'a', world)).toEqual({
      fits: false,
      reasons: [
        {
          code: 'node-selector',
          message: 'node selector team=a: the node has no such label',
        },
        { code: 'resources', message: 'needs 1500m cpu, 1 free' },
      ],
    });
    expect(fitsNode(wanted, 'gone', world)).toEqual({
      fits: false,
      reasons: [{ code: 'unknown-node', message: 'no node gone' }],
    });
  });

  it('keeps pods where a node is replaced, and hands them back where it goes', () => {
    const world = new PlacementWorld({ nodes: [node('a')] });
    world.assign(pod('one'), 'a');
    world.setNode({ ...node('a'), spec: { unschedulable: true } });
    expect(fitsNode(pod('two'), 'a', world)).toEqual({
      fits: false,
      reasons: [{ code: 'unschedulable', message: 'the node is cordoned' }],
    });
    expect(world.removeNode('a').map(gone => gone.metadata.name)).toEqual([
      'one',
    ]);
    expect(world.nodeOf(pod('one'))).toBeUndefined();
  });

  it('leaves out finished pods and those of nodes it does not know', () => {
    const world = new PlacementWorld({
      nodes: [node('a')],
      pods: [
        { ...pod('done', { nodeName: 'a' }), status: { phase: 'Succeeded' } },
        pod('lost', { nodeName: 'gone' }),
        pod('here', { nodeName: 'a' }),
      ],
    });
    expect(
      [...world.placed()].map(({ pod: { metadata } }) => metadata.name),
    ).toEqual(['here']);
  });

  it('refuses a second place for one pod', () => {
    const world = new PlacementWorld({ nodes: [node('a'), node('b')] });
    world.assign(pod('one'), 'a');
    expect(() => world.assign(pod('one'), 'b')).toThrow('it stands on a');
    expect(() => world.assign(pod('two'), 'c')).toThrow('no such node');
  });

  it('follows changed labels of a namespace', () => {
    const world = new PlacementWorld({ nodes: [node('a')] });
    world.assign(
      {
        ...pod('one'),
        metadata: { name: 'one', namespace: 'other', labels: { app: 'web' } },
      },
      'a',
    );
    const wanted = pod('two', {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            {
              labelSelector: {},
              namespaceSelector: { matchLabels: { quiet: 'yes' } },
              topologyKey: 'kubernetes.io/hostname',
            },
          ],
        },
      },
    });
    expect(names(world, wanted)).toEqual(['a']);
    world.setNamespace({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'other', labels: { quiet: 'yes' } },
    });
    expect(names(world, wanted)).toEqual([]);
  });
});
