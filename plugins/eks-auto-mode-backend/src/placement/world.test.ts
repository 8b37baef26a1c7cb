// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  KubernetesObject,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  StorageClass,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { feasibleNodes, fitsNode } from './fits';
import { apart } from './testing/apart';
import { PlacementWorld, podKey, takesRoom } from './world';

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

const namespace: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels: { team: 'red' } },
};

const storageClass: StorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 's' },
  provisioner: 'ebs.csi.eks.amazonaws.com',
};

const claim: PersistentVolumeClaim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'c', namespace: 'shop' },
  spec: {},
};

const volume: PersistentVolume = {
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'v' },
  spec: {},
};

const names = (world: PlacementWorld, wanted: Pod) =>
  feasibleNodes(wanted, world).map(state => state.name);

describe('the placement world', () => {
  it('follows assignments: resources and anti-affinity, both ways', () => {
    const world = new PlacementWorld({ nodes: [node('a'), node('b')] });
    const guarded = pod('one', apart());
    const plain = pod('two');
    expect(names(world, plain)).toEqual(['a', 'b']);
    world.assign(guarded, 'a');
    expect(names(world, plain)).toEqual(['b']);
    expect(names(world, pod('three', apart()))).toEqual(['b']);
    world.assign(pod('four', apart()), 'b');
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

  it('gives back everything that a pod took', () => {
    const world = new PlacementWorld({ nodes: [node('a')] });
    const taker = pod('one', {
      containers: [
        {
          name: 'c',
          resources: { requests: { cpu: '2' } },
          ports: [{ containerPort: 80, hostPort: 80 }],
        },
      ],
    });
    world.assign(taker, 'a');
    expect(world.nodeOf(taker)).toBe('a');
    expect(names(world, taker)).toEqual([]);
    world.unassign(taker);
    const state = world.node('a');
    expect(state?.pods.size).toBe(0);
    expect(state?.ports.size).toBe(0);
    expect(state?.requested.cpu).toBe(0);
    expect(world.nodeOf(taker)).toBeUndefined();
    expect([...world.placed()]).toEqual([]);
    expect(names(world, taker)).toEqual(['a']);
    world.assign(taker, 'a');
    expect(world.nodeOf(taker)).toBe('a');
  });

  it('takes off only what stands somewhere, and only once', () => {
    const world = new PlacementWorld({ nodes: [node('a')] });
    world.assign(pod('one'), 'a');
    world.unassign(pod('two'));
    expect(world.node('a')?.requested.cpu).toBe(1000);
    world.unassign(pod('one'));
    world.unassign(pod('one'));
    expect(world.node('a')?.requested.cpu).toBe(0);
  });

  it('lets the pods of a node that went stand elsewhere', () => {
    const world = new PlacementWorld({ nodes: [node('a'), node('b')] });
    world.assign(pod('one'), 'a');
    world.assign(pod('two'), 'a');
    const gone = world.removeNode('a');
    expect([...world.nodes()].map(({ name }) => name)).toEqual(['b']);
    expect(world.node('a')).toBeUndefined();
    for (const one of gone) world.assign(one, 'b');
    expect([...world.placed()].map(({ node: name }) => name)).toEqual([
      'b',
      'b',
    ]);
    // A new node of that name is empty.
    world.setNode(node('a'));
    expect(world.node('a')?.pods.size).toBe(0);
    expect(world.node('a')?.requested).toEqual({});
  });

  it('hands back no pods of a node that it does not know', () => {
    expect(new PlacementWorld({ nodes: [] }).removeNode('a')).toEqual([]);
  });

  it('replaces what a node says of itself, not what stands on it', () => {
    const world = new PlacementWorld({ nodes: [node('a')] });
    world.assign(pod('one'), 'a');
    world.setNode({
      ...node('a', { team: 'red' }),
      status: { allocatable: { cpu: '8' } },
    });
    expect(world.node('a')).toMatchObject({
      labels: { team: 'red' },
      allocatable: { cpu: 8000 },
      requested: { cpu: 1000 },
    });
    expect([...(world.node('a')?.pods.keys() ?? [])]).toEqual(['shop/one']);
  });

  it('knows a node that says nothing of itself, where nothing fits', () => {
    const world = new PlacementWorld({
      nodes: [
        { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' }, spec: {} },
      ],
    });
    expect(world.node('a')).toMatchObject({ labels: {}, allocatable: {} });
    expect(names(world, pod('one'))).toEqual([]);
  });

  it('knows volumes, claims and classes until they are taken away', () => {
    const world = new PlacementWorld({
      nodes: [],
      persistentVolumes: [volume],
      persistentVolumeClaims: [claim],
      storageClasses: [storageClass],
    });
    expect(world.volume('v')).toBe(volume);
    expect(world.claim('shop', 'c')).toBe(claim);
    expect(world.claim('other', 'c')).toBeUndefined();
    expect(world.storageClass('s')).toBe(storageClass);
    world.removeVolume('v');
    world.removeClaim(claim);
    expect(world.volume('v')).toBeUndefined();
    expect(world.claim('shop', 'c')).toBeUndefined();
  });

  it('knows the labels of a namespace, its name among them', () => {
    const world = new PlacementWorld({
      nodes: [],
      namespaces: [namespace, { ...namespace, metadata: { name: 'bare' } }],
    });
    const own = (name: string) => ({ 'kubernetes.io/metadata.name': name });
    expect(world.namespaceLabels('shop')).toEqual({
      ...own('shop'),
      team: 'red',
    });
    expect(world.namespaceLabels('bare')).toEqual(own('bare'));
    expect(world.namespaceLabels('unread')).toEqual(own('unread'));
  });

  it.each<[string, (world: PlacementWorld) => void]>([
    ['a node', world => world.setNode(node('b'))],
    ['a node that goes', world => world.removeNode('a')],
    ['a pod', world => world.assign(pod('two'), 'a')],
    ['a pod that goes', world => world.unassign(pod('one'))],
    ['a namespace', world => world.setNamespace(namespace)],
    ['a volume', world => world.setVolume(volume)],
    ['a volume that goes', world => world.removeVolume('v')],
    ['a claim', world => world.setClaim(claim)],
    ['a claim that goes', world => world.removeClaim(claim)],
    ['a storage class', world => world.setStorageClass(storageClass)],
  ])('has another version after %s', (_name, change) => {
    const world = new PlacementWorld({ nodes: [node('a')] });
    world.assign(pod('one'), 'a');
    const before = world.version;
    change(world);
    expect(world.version).toBeGreaterThan(before);
  });

  it.each<[string, Pod['status'], boolean]>([
    ['one that runs', { phase: 'Running' }, true],
    ['one that waits', { phase: 'Pending' }, true],
    ['one of which nothing is known', undefined, true],
    ['one that is done', { phase: 'Succeeded' }, false],
    ['one that failed', { phase: 'Failed' }, false],
  ])('knows whether a pod takes room: %s', (_name, status, room) => {
    expect(takesRoom({ ...pod('one'), status })).toBe(room);
  });

  it('tells pods of one name apart by their namespace', () => {
    expect(podKey(pod('one'))).toBe('shop/one');
    expect(podKey({ metadata: { name: 'one' } })).toBe('/one');
  });
});
