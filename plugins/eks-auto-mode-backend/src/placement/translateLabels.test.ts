// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Taint } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { node } from './cases/case';
import type { Source } from './sources';
import { aGroup } from './testing/parts';
import { copiedLabels, copiedTaints, isCopied } from './translateLabels';

type Group = Partial<ReturnType<typeof aGroup>['nodegroup']>;

const aSource = (nodes: Source['nodes'], group?: Group): Source => ({
  id: 'managed:blue',
  type: 'managed-node-group',
  name: 'blue',
  nodes,
  sizes: { min: 0, max: 0, desired: 0 },
  instanceTypes: [],
  groups: [],
  definers: [],
  ...(group ? { nodegroup: aGroup('blue', 0, group).nodegroup } : {}),
});

const bare = (name: string) => {
  const { metadata, ...rest } = node(name);
  return { ...rest, metadata: { name: metadata.name } };
};

const labelled = (...labels: Record<string, string>[]) =>
  aSource(labels.map((own, index) => node(`n${index}`, { labels: own })));

const tainted = (...taints: Taint[][]) =>
  aSource(taints.map((own, index) => node(`n${index}`, { taints: own })));

const one = (key: string, value?: string): Taint => ({
  key,
  ...(value === undefined ? {} : { value }),
  effect: 'NoSchedule',
});

describe('labels of a pool', () => {
  it.each([
    ['team', true],
    ['example.com/team', true],
    // A domain is what stands in front of a slash.
    ['k8s.io', true],
    ['k8s.iot', true],
    ['notk8s.io/team', true],
    ['kubernetes.io/hostname', false],
    ['node-role.kubernetes.io/worker', false],
    ['topology.kubernetes.io/zone', false],
    ['scheduling.k8s.io/queue', false],
    ['node.kubernetes.io/purpose', true],
    ['node-restriction.kubernetes.io/tier', true],
    ['sub.node-restriction.kubernetes.io/tier', true],
    ['kops.k8s.io/instancegroup', true],
    ['node.kubernetes.io/instance-type', false],
    ['node.kubernetes.io/exclude-from-external-load-balancers', false],
    ['beta.kubernetes.io/arch', false],
    ['failure-domain.beta.kubernetes.io/zone', false],
    ['eks.amazonaws.com/nodegroup', false],
    ['alpha.eksctl.io/nodegroup-name', false],
    ['karpenter.sh/nodepool', false],
    ['karpenter.k8s.aws/ec2nodeclass', false],
    ['networking.k8s.aws/policy', false],
    ['topology.ebs.csi.aws.com/zone', false],
    ['k8s.amazonaws.com/accelerator', false],
    ['vpc.amazonaws.com/has-trunk-attached', false],
  ])('%s is carried over: %s', (key, expected) => {
    expect(isCopied(key)).toBe(expected);
  });

  it.each<[string, Source, Record<string, string>]>([
    [
      'those on every node alike',
      labelled(
        { rack: '1', own: 'a', zone: '1' },
        { rack: '1', own: 'b', zone: '1' },
        { rack: '1', own: 'a' },
      ),
      { rack: '1' },
    ],
    ['all of an only node', labelled({ rack: '1' }), { rack: '1' }],
    [
      'none where a node has no labels at all',
      aSource([node('a', { labels: { rack: '1' } }), bare('b')]),
      {},
    ],
    ['none where there are no nodes', aSource([]), {}],
    [
      'those of the node group, also when no node runs',
      aSource([], { labels: { team: 'red' } }),
      { team: 'red' },
    ],
    [
      'those of the node group before those of nodes that are older than its change',
      aSource([node('a', { labels: { team: 'blue' } })], {
        labels: { team: 'red' },
      }),
      { team: 'red' },
    ],
  ])('are %s', (_rule, source, expected) => {
    expect(copiedLabels(source, [])).toEqual(expected);
  });

  it.each([
    ['as they are given', ['a', 'b', 'c', 'd']],
    ['backwards', ['d', 'c', 'b', 'a']],
    ['mixed', ['b', 'd', 'a', 'c']],
  ])('are sorted when they come %s', (_order, keys) => {
    const labels = Object.fromEntries(keys.map(key => [key, '']));
    expect(Object.keys(copiedLabels(aSource([], { labels }), []))).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  it('are left out with one note, the same in whatever order they are given', () => {
    const said = (...keys: string[]) => {
      const notes: string[] = [];
      const labels = Object.fromEntries(keys.map(key => [key, '']));
      copiedLabels(aSource([], { labels }), notes);
      return notes;
    };
    const [note, ...others] = said('karpenter.sh/b', 'team', 'k8s.io/a');
    expect(others).toEqual([]);
    expect(note).toContain('karpenter.sh/b');
    expect(note).not.toContain('team');
    expect(said('k8s.io/a', 'karpenter.sh/b')).toEqual([note]);
    expect(said('team')).toEqual([]);
  });

  it('are left out of those on nodes without a word, as nobody asked for them', () => {
    const notes: string[] = [];
    const source = labelled({ 'karpenter.sh/nodepool': 'a', rack: '1' });
    expect(copiedLabels(source, notes)).toEqual({ rack: '1' });
    expect(notes).toEqual([]);
  });
});

describe('taints of a pool', () => {
  it('are those of the node group in the words of Kubernetes', () => {
    const source = aSource([], {
      taints: [
        { key: 'a', value: '1', effect: 'NO_SCHEDULE' },
        { key: 'b', value: '', effect: 'NO_EXECUTE' },
        { key: 'c', effect: 'PREFER_NO_SCHEDULE' },
      ],
    });
    expect(copiedTaints(source)).toEqual([
      { key: 'a', value: '1', effect: 'NoSchedule' },
      { key: 'b', effect: 'NoExecute' },
      { key: 'c', effect: 'PreferNoSchedule' },
    ]);
  });

  it('are named once where the node group and its nodes say the same', () => {
    const source = aSource(
      [node('a', { taints: [{ ...one('own'), value: '' }, one('more')] })],
      { taints: [{ key: 'own', effect: 'NO_SCHEDULE' }] },
    );
    expect(copiedTaints(source)).toEqual([one('more'), one('own')]);
  });

  it.each<[string, Source, Taint[]]>([
    ['none where there are no nodes', aSource([]), []],
    [
      'those of every node, not those of some',
      tainted(
        [one('all'), one('some')],
        [one('other'), one('all'), one('some')],
        [one('all')],
      ),
      [one('all')],
    ],
    [
      'those with the same value only',
      tainted([one('own', 'red')], [one('own', 'blue')]),
      [],
    ],
    [
      'those with the same effect only',
      tainted([one('own')], [{ key: 'own', effect: 'NoExecute' }]),
      [],
    ],
    [
      'none where a node has none',
      aSource([node('a', { taints: [one('own')] }), node('b')]),
      [],
    ],
    [
      'sorted by key and value',
      tainted([one('c'), one('a', '2'), one('d'), one('b'), one('a', '1')]),
      [one('a', '1'), one('a', '2'), one('b'), one('c'), one('d')],
    ],
    [
      'sorted also when they come sorted',
      tainted([one('a'), one('b'), one('c')]),
      [one('a'), one('b'), one('c')],
    ],
  ])('are %s', (_rule, source, expected) => {
    expect(copiedTaints(source)).toEqual(expected);
  });

  it.each([
    'ToBeDeletedByClusterAutoscaler',
    'DeletionCandidateOfClusterAutoscaler',
    'node.kubernetes.io/unschedulable',
    'node.cloudprovider.kubernetes.io/uninitialized',
    'karpenter.sh/disrupted',
    'eks.amazonaws.com/not-ready',
    'ebs.csi.aws.com/agent-not-ready',
    'efs.csi.aws.com/agent-not-ready',
  ])(
    'are without %s, which comes and goes with the state of a node',
    transient => {
      expect(copiedTaints(tainted([one(transient), one('own')]))).toEqual([
        one('own'),
      ]);
      expect(
        copiedTaints(
          aSource([], { taints: [{ key: transient, effect: 'NO_SCHEDULE' }] }),
        ),
      ).toEqual([]);
    },
  );
});
