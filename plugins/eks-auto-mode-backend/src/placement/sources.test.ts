// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Instance,
  Node,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { pool } from './cases/case';
import { findSources } from './sources';
import { aGroup, someParts } from './testing/parts';

const sourceNames = (parts: ReturnType<typeof someParts>) =>
  findSources(parts).sources.map(source => [
    source.id,
    source.nodes.map(node => node.metadata.name),
  ]);

describe('sources', () => {
  it('gives a managed group the nodes that its Auto Scaling group and their labels agree on', () => {
    const parts = someParts([aGroup('blue', 2), aGroup('green', 1)]);
    expect(sourceNames(parts)).toEqual([
      ['managed:blue', ['blue-0', 'blue-1']],
      ['managed:green', ['green-0']],
    ]);
    expect(findSources(parts).disputes).toEqual([]);
  });

  it.each([
    [
      'an Auto node that carries the group label',
      (group: ReturnType<typeof aGroup>) => {
        group.nodes[0].spec.providerID = 'aws:///zone-a/i-0999';
        group.nodes[0].metadata.labels = {
          'eks.amazonaws.com/nodegroup': 'blue',
          'eks.amazonaws.com/compute-type': 'auto',
        };
      },
      'its compute type is auto, yet its label names node group blue',
    ],
    [
      'a node of the group that says its compute type is auto',
      (group: ReturnType<typeof aGroup>) => {
        group.nodes[0].metadata.labels = {
          'eks.amazonaws.com/nodegroup': 'blue',
          'eks.amazonaws.com/compute-type': 'auto',
        };
      },
      'its compute type is auto, yet its instance',
    ],
    [
      'a label without the instance',
      (group: ReturnType<typeof aGroup>) => {
        group.group.instances.shift();
      },
      'is in no Auto Scaling group',
    ],
    [
      'an instance without the label',
      (group: ReturnType<typeof aGroup>) => {
        delete group.nodes[0].metadata.labels?.['eks.amazonaws.com/nodegroup'];
      },
      'yet its label is missing',
    ],
    [
      'an instance whose label names another group',
      (group: ReturnType<typeof aGroup>) => {
        group.nodes[0].metadata.labels = {
          'eks.amazonaws.com/nodegroup': 'red',
        };
      },
      'yet its label names red',
    ],
    [
      'a node without an instance id',
      (group: ReturnType<typeof aGroup>) => {
        group.nodes[0].spec.providerID = 'kwok://blue-0';
      },
      'yet its provider id names no instance',
    ],
  ])('reports %s and gives it to nobody', (_name, spoil, why) => {
    const group = aGroup('blue', 2);
    spoil(group);
    const { sources, disputes } = findSources(someParts([group]));
    expect(disputes).toEqual([
      {
        node: 'blue-0',
        source: 'managed:blue',
        why: expect.stringContaining(why),
      },
    ]);
    expect(
      sources.flatMap(source => source.nodes.map(node => node.metadata.name)),
    ).toEqual(['blue-1']);
  });

  it('tells other kinds of sources apart', () => {
    const groups = [
      aGroup('own', 1),
      aGroup('fargate', 1),
      aGroup('karp', 1),
      aGroup('auto', 1),
      aGroup('lone', 1),
    ];
    const label = (index: number, labels: Record<string, string>) => {
      groups[index].nodes[0].metadata.labels = labels;
    };
    label(0, {});
    label(1, { 'eks.amazonaws.com/compute-type': 'fargate' });
    label(2, { 'karpenter.sh/nodepool': 'spot' });
    label(3, {
      'karpenter.sh/nodepool': 'system',
      'eks.amazonaws.com/compute-type': 'auto',
    });
    label(4, {});
    groups[1].nodes[0].spec.providerID = 'aws:///zone-a/1f2e/fargate-10-0-0-1';
    const parts = someParts(groups, [], {
      nodegroups: [],
      autoScalingGroups: [groups[0].group],
    });
    expect(sourceNames(parts)).toEqual([
      ['asg:eks-own', ['own-0']],
      ['auto:system', ['auto-0']],
      ['fargate:unknown', ['fargate-0']],
      ['karpenter:spot', ['karp-0']],
      ['standalone:lone-0', ['lone-0']],
    ]);
  });

  it('gives an Auto Scaling group of the cluster its nodes, and groups of nobody else', () => {
    const tagged = (name: string, tags: Record<string, string>) => {
      const made = aGroup(name, 1);
      return { ...made.group, tags };
    };
    const mine = { 'kubernetes.io/cluster/shop': 'owned', terraform: 'true' };
    const managed = aGroup('blue', 1);
    managed.group.tags = mine;
    const parts = someParts([managed], [], {
      autoScalingGroups: [
        managed.group,
        { ...tagged('mine', mine), min: 1, max: 7, desired: 3 },
        tagged('theirs', { 'kubernetes.io/cluster/other': 'owned' }),
        tagged('bare', {}),
      ],
    });
    expect(findSources(parts).sources).toEqual([
      expect.objectContaining({
        id: 'asg:eks-mine',
        type: 'auto-scaling-group',
        nodes: [],
        sizes: { min: 1, max: 7, desired: 3 },
        instanceTypes: [],
        groups: [parts.autoScalingGroups[1]],
        definers: [{ tool: 'Terraform', evidence: 'tag terraform=true' }],
      }),
      expect.objectContaining({
        id: 'managed:blue',
        groups: [managed.group],
        definers: [],
      }),
    ]);
  });

  it('knows a group without the tag of the cluster by the nodes that joined', () => {
    const group = aGroup('own', 2);
    for (const one of group.nodes) delete one.metadata.labels;
    Object.assign(group.group, { min: 1, max: 9, desired: 2 });
    group.group.tags = { 'aws:cloudformation:stack-name': 'own' };
    const { sources } = findSources(someParts([group], [], { nodegroups: [] }));
    expect(sources).toEqual([
      {
        id: 'asg:eks-own',
        type: 'auto-scaling-group',
        name: 'eks-own',
        nodes: group.nodes,
        sizes: { min: 1, max: 9, desired: 2 },
        instanceTypes: [],
        groups: [group.group],
        definers: [
          {
            tool: 'CloudFormation',
            evidence: 'tag aws:cloudformation:stack-name=own',
          },
        ],
      },
    ]);
  });

  it("lacks a managed group's Auto Scaling group where AWS does not name it", () => {
    const group = aGroup('blue', 0);
    const { sources } = findSources(
      someParts([group], [], { autoScalingGroups: [] }),
    );
    expect(sources.map(source => source.groups)).toEqual([[]]);
  });

  it('is as large as its group says, or else as its nodes are many', () => {
    const group = aGroup('blue', 2);
    const lone = aGroup('lone', 1);
    lone.nodes[0].metadata.labels = {};
    const karpenter = aGroup('karp', 3);
    for (const one of karpenter.nodes) {
      one.metadata.labels = { 'karpenter.sh/nodepool': 'spot' };
    }
    const { sources } = findSources(
      someParts([group, lone, karpenter], [], {
        nodegroups: [
          { ...group.nodegroup, scaling: { min: 0, max: 9, desired: 4 } },
        ],
        autoScalingGroups: [group.group],
      }),
    );
    const alike = (count: number) => ({
      min: count,
      max: count,
      desired: count,
    });
    expect(sources.map(source => [source.id, source.sizes])).toEqual([
      ['karpenter:spot', alike(3)],
      ['managed:blue', { min: 0, max: 9, desired: 4 }],
      ['standalone:lone-0', alike(1)],
    ]);
  });

  it('has the types that its group asks for and those that its nodes are, each once, sorted', () => {
    const group = aGroup('blue', 4, {
      instanceTypes: ['m6i.xlarge', 'm5.xlarge'],
    });
    const types = ['m6i.xlarge', 'c5.large', undefined];
    types.forEach((type, index) => {
      group.nodes[index].metadata.labels = {
        'eks.amazonaws.com/nodegroup': 'blue',
        ...(type ? { 'node.kubernetes.io/instance-type': type } : {}),
      };
    });
    const typesOf = (...groups: ReturnType<typeof aGroup>[]) =>
      findSources(someParts(groups)).sources.map(one => one.instanceTypes);
    expect(typesOf(group)).toEqual([['c5.large', 'm5.xlarge', 'm6i.xlarge']]);
    expect(
      typesOf(aGroup('blue', 0, { instanceTypes: ['t3.large', 'm5.large'] })),
    ).toEqual([['m5.large', 't3.large']]);
  });

  it('is there without nodes: pools by whose they are, and Fargate profiles', () => {
    const ofKarpenter = pool('spot');
    ofKarpenter.spec.template.spec.nodeClassRef.group = 'karpenter.k8s.aws';
    const profile = {
      arn: 'arn:aws:eks:us-east-1:111122223333:fargateprofile/shop/jobs/1',
      status: 'ACTIVE',
      selectors: [],
      subnetIds: [],
      podExecutionRoleArn: 'arn:aws:iam::111122223333:role/pods',
    };
    ofKarpenter.metadata.labels = { 'argocd.argoproj.io/instance': 'pools' };
    const { sources } = findSources(
      someParts([], [], {
        nodePools: [pool('web'), ofKarpenter],
        fargateProfiles: [
          { ...profile, name: 'jobs' },
          { ...profile, name: 'more', tags: { 'pulumi:project': 'shop' } },
        ],
      }),
    );
    expect(
      sources.map(source => [
        source.id,
        source.type,
        source.definers.map(({ tool }) => tool),
      ]),
    ).toEqual([
      ['auto:web', 'auto', []],
      ['fargate:jobs', 'fargate', []],
      ['fargate:more', 'fargate', ['Pulumi']],
      ['karpenter:spot', 'karpenter', ['Argo CD']],
    ]);
    for (const source of sources) {
      expect(source).toMatchObject({
        nodes: [],
        sizes: { min: 0, max: 0, desired: 0 },
        instanceTypes: [],
        groups: [],
      });
    }
  });

  it('gives a pool or a profile that is there its nodes, not a source beside it', () => {
    const spot = aGroup('karp', 1);
    spot.nodes[0].metadata.labels = { 'karpenter.sh/nodepool': 'spot' };
    const ofKarpenter = pool('spot');
    ofKarpenter.spec.template.spec.nodeClassRef.group = 'karpenter.k8s.aws';
    expect(
      sourceNames(
        someParts([spot], [], {
          nodegroups: [],
          autoScalingGroups: [],
          nodePools: [ofKarpenter],
        }),
      ),
    ).toEqual([['karpenter:spot', ['karp-0']]]);
  });

  it('says who defines a node of its own by the tags of its instance, and only there', () => {
    const lone = aGroup('lone', 2);
    const karpenter = aGroup('karp', 1);
    for (const one of lone.nodes) one.metadata.labels = {};
    karpenter.nodes[0].metadata.labels = { 'karpenter.sh/nodepool': 'spot' };
    const instance = ({ spec }: Node): Instance => ({
      id: spec.providerID?.split('/').at(-1) ?? '',
      type: 'm6i.xlarge',
      state: 'running',
      securityGroupIds: [],
      tags: { terraform: 'true' },
      managedByAuto: false,
    });
    const { sources } = findSources(
      someParts([lone, karpenter], [], {
        nodegroups: [],
        autoScalingGroups: [],
        instances: [instance(karpenter.nodes[0]), instance(lone.nodes[0])],
      }),
    );
    expect(sources.map(({ id, definers }) => [id, definers.length])).toEqual([
      ['karpenter:spot', 0],
      ['standalone:lone-0', 1],
      ['standalone:lone-1', 0],
    ]);
  });

  it('holds nodes and sources in the order of their names, with what says where each belongs', () => {
    const red = aGroup('red', 1);
    const blue = aGroup('blue', 3);
    const parts = someParts([red, blue]);
    parts.nodes = [...parts.nodes].reverse();
    const { evidence } = findSources(parts);
    expect(sourceNames(parts)).toEqual([
      ['managed:blue', ['blue-0', 'blue-1', 'blue-2']],
      ['managed:red', ['red-0']],
    ]);
    expect([...evidence.keys()]).toEqual([
      'blue-0',
      'blue-1',
      'blue-2',
      'red-0',
    ]);
    expect(evidence.get('red-0')).toContain(
      'label eks.amazonaws.com/nodegroup=red',
    );
  });

  it('has nothing to say of where a disputed node belongs', () => {
    const group = aGroup('blue', 2);
    group.group.instances.shift();
    expect([...findSources(someParts([group])).evidence.keys()]).toEqual([
      'blue-1',
    ]);
  });
});
