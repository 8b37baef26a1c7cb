// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Container,
  DaemonSet,
  LaunchTemplate,
  NodeClass,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { node } from './cases/case';
import type { Source } from './sources';
import { aGroup, aSubnet, someParts } from './testing/parts';
import type { TranslateParts } from './translateParts';
import { translate } from './translateSource';

const { nodegroup, group } = aGroup('blue', 0);

/** Neither a node group nor an Auto Scaling group, unless told otherwise. */
const aSource = (more: Partial<Source> = {}): Source => ({
  id: 'standalone:blue',
  type: 'standalone',
  name: 'blue',
  nodes: [],
  sizes: { min: 0, max: 3, desired: 1 },
  instanceTypes: ['m6i.xlarge'],
  groups: [],
  definers: [],
  ...more,
});

const managed = (more: Partial<typeof nodegroup> = {}) =>
  aSource({
    type: 'managed-node-group',
    nodegroup: { ...nodegroup, ...more },
  });

const ofGroup = (more: Partial<typeof group> = {}) =>
  aSource({ type: 'auto-scaling-group', groups: [{ ...group, ...more }] });

const translated = (source: Source, parts: Partial<TranslateParts> = {}) =>
  translate(source, someParts([], [], parts), { nodeRoleName: 'AutoRole' });

const asked = (
  key: string,
  source: Source,
  parts: Partial<TranslateParts> = {},
) =>
  translated(source, parts).requirements.find(one => one.key === key)?.values;

const aTemplate = (more: Partial<LaunchTemplate> = {}): LaunchTemplate => ({
  id: 'lt-1',
  version: '1',
  securityGroupIds: [],
  blockDevices: [],
  ...more,
});

const launching = { launchTemplate: { id: 'lt-1', version: '1' } };

const aNode = (name: string, labels: Record<string, string>) =>
  node(name, { labels });

const bare = (name: string) => {
  const { metadata, ...rest } = node(name);
  return { ...rest, metadata: { name: metadata.name } };
};

describe('the architecture of a source', () => {
  const arm = 'AL2023_ARM_64_STANDARD';
  const withArch = (value: string) =>
    aNode(value, { 'kubernetes.io/arch': value });
  it.each<[string, Source, string]>([
    ['of its nodes', aSource({ nodes: [withArch('arm64')] }), 'arm64'],
    [
      'of its nodes before that of its image',
      { ...managed({ amiType: arm }), nodes: [withArch('amd64')] },
      'amd64',
    ],
    [
      'of the first node that names one',
      aSource({ nodes: [bare('a'), withArch('arm64')] }),
      'arm64',
    ],
    [
      'of its image where no node names one',
      { ...managed({ amiType: arm }), nodes: [bare('a')] },
      'arm64',
    ],
    [
      'of its image before that of its types',
      { ...managed(), instanceTypes: ['m7g.large'] },
      'amd64',
    ],
    [
      'of its types where nothing else says',
      aSource({ instanceTypes: ['m7g.large', 'c7g.large'] }),
      'arm64',
    ],
    [
      'of its types where the node group names no image',
      {
        ...managed({ amiType: undefined }),
        instanceTypes: ['m7g.large'],
      },
      'arm64',
    ],
    [
      'of those types that are known',
      aSource({ instanceTypes: ['m7g.large', 'a1.large'] }),
      'arm64',
    ],
    [
      'that most have, where its types differ',
      aSource({ instanceTypes: ['m7g.large', 'm6i.large'] }),
      'amd64',
    ],
    [
      'that most have, where nothing says',
      aSource({ instanceTypes: ['m3.large'] }),
      'amd64',
    ],
  ])('is that %s', (_rule, source, expected) => {
    expect(asked('kubernetes.io/arch', source)).toEqual([expected]);
  });
});

describe('the capacity of a source', () => {
  const spot = aNode('s', { 'node.kubernetes.io/lifecycle': 'spot' });
  const normal = aNode('n', { 'node.kubernetes.io/lifecycle': 'normal' });
  it.each<[string, Source, string]>([
    [
      'spot where the node group says so',
      managed({ capacityType: 'SPOT' }),
      'spot',
    ],
    [
      'on demand where the node group says so, whatever its nodes say',
      { ...managed(), nodes: [spot] },
      'on-demand',
    ],
    ['on demand where nothing says', aSource(), 'on-demand'],
    [
      'on demand of nodes without labels',
      aSource({ nodes: [bare('a')] }),
      'on-demand',
    ],
    ['on demand of nodes that are', aSource({ nodes: [normal] }), 'on-demand'],
    [
      'spot where one of the nodes already is',
      aSource({ nodes: [normal, spot] }),
      'spot',
    ],
  ])('is %s', (_rule, source, expected) => {
    expect(asked('karpenter.sh/capacity-type', source)).toEqual([expected]);
  });

  const instances = [
    { id: 'i-0a', lifecycle: 'spot' },
    { id: 'i-0b' },
    { id: 'i-0c', lifecycle: 'capacity-block' },
  ].map(one => ({
    type: 'm6i.large',
    state: 'running',
    securityGroupIds: [],
    tags: {},
    managedByAuto: false,
    ...one,
  }));
  const member = (id: string) => ({
    id,
    lifecycleState: 'InService',
    protectedFromScaleIn: false,
  });
  const onInstance = (id: string) => {
    const one = bare(id);
    return { ...one, spec: { ...one.spec, providerID: `aws:///zone-a/${id}` } };
  };
  it.each<[string, Source, string[]]>([
    [
      'spot where its launch template is',
      ofGroup({ ...launching, instances: [] }),
      ['spot'],
    ],
    [
      'both where its mixed instances policy is',
      ofGroup({ onDemand: { base: 0, percentAbove: 50 } }),
      ['on-demand', 'spot'],
    ],
    [
      'that of the instances of its group',
      ofGroup({ instances: [member('i-0a')] }),
      ['spot'],
    ],
    [
      'that of the instances of its group, all of them',
      ofGroup({ instances: [member('i-0a'), member('i-0b')] }),
      ['on-demand', 'spot'],
    ],
    [
      'that of the instance behind a node without a group',
      aSource({ nodes: [onInstance('i-0a')] }),
      ['spot'],
    ],
    [
      'what AWS says of the instance before what its label says',
      aSource({
        nodes: [
          {
            ...onInstance('i-0b'),
            metadata: spot.metadata,
          },
        ],
      }),
      ['on-demand'],
    ],
    [
      'on demand in the place of a capacity block',
      aSource({ nodes: [onInstance('i-0b'), onInstance('i-0c')] }),
      ['on-demand'],
    ],
    [
      'what EKS says of a managed group',
      {
        ...managed({ ...launching, capacityType: 'ON_DEMAND' }),
        groups: [{ ...group, instances: [member('i-0a')] }],
      },
      ['on-demand'],
    ],
  ])('outside managed groups is %s', (_rule, source, expected) => {
    expect(
      asked('karpenter.sh/capacity-type', source, {
        instances,
        launchTemplates: [aTemplate({ marketType: 'spot' })],
      }),
    ).toEqual(expected);
  });
});

describe('the instances of a source', () => {
  const families = 'eks.amazonaws.com/instance-family';
  it('are those of its launch template where the source names none', () => {
    const launchTemplates = [aTemplate({ instanceType: 'c5.large' })];
    const unnamed = { ...managed(launching), instanceTypes: [] };
    expect(asked(families, unnamed, { launchTemplates })).toEqual(['c5']);
    expect(asked(families, managed(launching), { launchTemplates })).toEqual([
      'm6i',
    ]);
    const own = { ...ofGroup(launching), instanceTypes: [] };
    expect(asked(families, own, { launchTemplates })).toEqual(['c5']);
  });

  it('are a common kind where neither the source nor its template names one', () => {
    const source = { ...managed(launching), instanceTypes: [] };
    expect(
      translated(source, { launchTemplates: [aTemplate()] }),
    ).toMatchObject({ preferredTypes: ['m5.large'], notes: [] });
  });

  it('are as large as EC2 says', () => {
    expect(
      translated(aSource({ instanceTypes: ['m5.odd'] }), {
        instanceTypes: [
          {
            type: 'm5.odd',
            vcpus: 16,
            memoryMiB: 0,
            architectures: [],
            gpus: 0,
          },
        ],
      }).preferredTypes,
    ).toEqual(['m5.4xlarge']);
  });

  it('are counted at their most and their largest', () => {
    const instanceTypes = ['m6i.xlarge', 'm6i.4xlarge', 'm6i.large'];
    expect(translated(aSource({ instanceTypes })).maxVcpus).toBe(3 * 16);
  });

  it('put a source behind plain ones as soon as one has an accelerator', () => {
    const weight = (...instanceTypes: string[]) =>
      translated(aSource({ instanceTypes })).weight;
    expect(weight('m6i.xlarge', 'g5.xlarge')).toBe(weight('g5.xlarge'));
    expect(weight('m6i.xlarge')).toBeGreaterThan(weight('g5.xlarge'));
  });
});

describe('where a source runs', () => {
  const subnets = [
    aSubnet('c'),
    aSubnet('b'),
    aSubnet('a'),
    aSubnet('a2', { availabilityZone: 'zone-a' }),
    aSubnet('x', { availabilityZone: 'zone-a' }),
    aSubnet('d'),
  ];
  const base = someParts([]).cluster;
  const cluster = {
    ...base,
    network: {
      ...base.network,
      subnetIds: ['subnet-c', 'subnet-b', 'subnet-a', 'subnet-a2'],
    },
  };
  const parts = { subnets, cluster };
  const of = (...names: string[]) => names.map(name => `subnet-${name}`);

  it.each<
    [string, Source, { zones: string[]; asks?: string[]; own?: string[] }]
  >([
    [
      'every zone of the cluster where nothing is known of it',
      aSource(),
      { zones: ['zone-a', 'zone-b', 'zone-c'] },
    ],
    [
      'every zone of the cluster where its subnets are not known',
      managed({ subnetIds: ['subnet-gone'] }),
      { zones: ['zone-a', 'zone-b', 'zone-c'] },
    ],
    [
      'every zone without a word, by the class default, where it uses what the cluster uses',
      managed({ subnetIds: of('a', 'a2', 'b', 'c') }),
      { zones: ['zone-a', 'zone-b', 'zone-c'] },
    ],
    [
      'its zones by the class default, where it uses all that the cluster has there',
      managed({ subnetIds: of('c', 'b') }),
      { zones: ['zone-b', 'zone-c'], asks: ['zone-b', 'zone-c'] },
    ],
    [
      'subnets of its own where the class default would use one more',
      managed({ subnetIds: of('a') }),
      { zones: ['zone-a'], asks: ['zone-a'], own: of('a') },
    ],
    [
      'subnets of its own where the class default would use the first and one more',
      managed({ subnetIds: of('a2', 'b') }),
      {
        zones: ['zone-a', 'zone-b'],
        asks: ['zone-a', 'zone-b'],
        own: of('a2', 'b'),
      },
    ],
    [
      'subnets of its own where one of as many is another',
      managed({ subnetIds: of('x', 'a', 'b', 'c') }),
      {
        zones: ['zone-a', 'zone-b', 'zone-c'],
        own: of('a', 'b', 'c', 'x'),
      },
    ],
    [
      'a zone that the cluster does not have',
      managed({ subnetIds: of('d') }),
      { zones: ['zone-d'], asks: ['zone-d'], own: of('d') },
    ],
    [
      'the subnets of its Auto Scaling groups',
      aSource({
        groups: [
          { ...group, subnetIds: of('b') },
          { ...group, subnetIds: of('c', 'b') },
        ],
      }),
      { zones: ['zone-b', 'zone-c'], asks: ['zone-b', 'zone-c'] },
    ],
    [
      'the subnets of its node group before those of the Auto Scaling group',
      {
        ...managed({ subnetIds: of('b') }),
        groups: [{ ...group, subnetIds: of('c') }],
      },
      { zones: ['zone-b'], asks: ['zone-b'] },
    ],
  ])('is %s', (_rule, source, { zones, asks, own }) => {
    const made = translated(source, parts);
    expect(made.zones).toEqual(zones);
    expect(asked('topology.kubernetes.io/zone', source, parts)).toEqual(asks);
    expect(made.nodeClass?.subnetSelectorTerms).toEqual(
      own?.map(id => ({ id })),
    );
  });

  it.each([
    ['public without public addresses', true, false, 1],
    ['public with public addresses', true, true, 0],
    ['private', false, false, 0],
  ])(
    'is remarked upon where a subnet of its own is %s',
    (_kind, isPublic, mapPublicIpOnLaunch, remarks) => {
      const odd = aSubnet('x', {
        availabilityZone: 'zone-a',
        public: isPublic,
        mapPublicIpOnLaunch,
      });
      const plain = aSubnet('y', { availabilityZone: 'zone-a' });
      const notes = (...ids: string[]) =>
        translated(managed({ subnetIds: ids }), { subnets: [odd, plain] })
          .notes;
      expect(notes('subnet-y', 'subnet-x')).toHaveLength(remarks);
      expect(notes('subnet-y')).toEqual([]);
    },
  );

  it('is not remarked upon where the class default uses the same subnets', () => {
    const subnetsAlike = ['a', 'b', 'c'].map(zone =>
      aSubnet(zone, { public: true }),
    );
    expect(translated(managed(), { subnets: subnetsAlike }).notes).toEqual([]);
  });
});

describe('the class of a source', () => {
  const daemonSet = (
    containers: Container[],
    metadata = { name: 'aws-node', namespace: 'kube-system' },
  ): DaemonSet => ({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata,
    spec: { template: { spec: { containers } } },
  });
  const env = (name: string, value: string): Container => ({
    name: 'aws-node',
    env: [
      { name: 'OTHER', value: 'x' },
      { name, value },
    ],
  });
  const disabled = env('AWS_VPC_K8S_CNI_EXTERNALSNAT', 'true');

  it.each<[string, DaemonSet[], boolean]>([
    ['says so', [daemonSet([disabled])], true],
    [
      'says so in one of its containers, behind another DaemonSet',
      [
        daemonSet([], { name: 'other', namespace: 'kube-system' }),
        daemonSet([{ name: 'agent' }, disabled]),
      ],
      true,
    ],
    [
      'says the contrary',
      [daemonSet([env('AWS_VPC_K8S_CNI_EXTERNALSNAT', 'false')])],
      false,
    ],
    ['says something else', [daemonSet([env('ANOTHER', 'true')])], false],
    ['says nothing', [daemonSet([{ name: 'aws-node' }])], false],
    [
      'has another name',
      [daemonSet([disabled], { name: 'cilium', namespace: 'kube-system' })],
      false,
    ],
    [
      'is in another namespace',
      [daemonSet([disabled], { name: 'aws-node', namespace: 'shop' })],
      false,
    ],
  ])(
    'leaves source addresses alone where the network plugin %s',
    (_rule, daemonSets, expected) => {
      expect(translated(aSource(), { daemonSets }).nodeClass?.snatPolicy).toBe(
        expected ? 'Disabled' : undefined,
      );
    },
  );

  const base = someParts([]).cluster;
  const cluster = {
    ...base,
    network: { ...base.network, subnetIds: ['subnet-c', 'subnet-a'] },
  };
  const whole: NodeClass['spec'] = {
    role: 'AutoRole',
    subnetSelectorTerms: [{ id: 'subnet-a' }, { id: 'subnet-c' }],
    securityGroupSelectorTerms: [{ id: 'sg-cluster' }],
  };
  const device = { device: '/dev/xvda' };

  it.each<
    [string, Partial<LaunchTemplate>, NodeClass['spec'] | undefined, number]
  >([
    ['none for what the default gives', {}, undefined, 80],
    [
      'none for the security group of the cluster alone',
      { securityGroupIds: ['sg-cluster'] },
      undefined,
      80,
    ],
    [
      'one for other security groups, in the same order whatever the template says',
      { securityGroupIds: ['sg-2', 'sg-cluster', 'sg-1'] },
      {
        ...whole,
        securityGroupSelectorTerms: [
          { id: 'sg-cluster' },
          { id: 'sg-1' },
          { id: 'sg-2' },
        ],
      },
      80,
    ],
    [
      'none for a smaller disk',
      { blockDevices: [{ ...device, volumeSize: 79 }] },
      undefined,
      80,
    ],
    [
      'none for a disk of that size',
      { blockDevices: [{ ...device, volumeSize: 80 }, device] },
      undefined,
      80,
    ],
    [
      'one for the largest of its disks',
      {
        blockDevices: [
          { ...device, volumeSize: 50 },
          { ...device, volumeSize: 81 },
          device,
        ],
      },
      { ...whole, ephemeralStorage: { size: '81Gi' } },
      81,
    ],
    [
      'one for a key of its own',
      { blockDevices: [device, { ...device, kmsKeyId: 'key-1' }] },
      { ...whole, ephemeralStorage: { size: '80Gi', kmsKeyID: 'key-1' } },
      80,
    ],
  ])('is %s', (_rule, template, expected, diskGiB) => {
    const made = translated(ofGroup(launching), {
      cluster,
      launchTemplates: [aTemplate(template)],
      subnets: ['a', 'c'].map(zone => aSubnet(zone)),
    });
    expect(made.nodeClass).toEqual(expected);
    expect(made.diskGiB).toBe(diskGiB);
  });

  it('has the disk of the node group where that is larger', () => {
    expect(translated(managed({ diskSize: 100 }))).toMatchObject({
      diskGiB: 100,
      nodeClass: { ephemeralStorage: { size: '100Gi' } },
    });
    expect(translated(managed({ diskSize: undefined })).diskGiB).toBe(80);
  });

  it('names no security group of a cluster that has none', () => {
    const without = {
      ...base,
      network: { ...base.network, clusterSecurityGroupId: undefined },
    };
    expect(
      translated(managed(launching), {
        cluster: without,
        launchTemplates: [aTemplate({ securityGroupIds: ['sg-1'] })],
      }).nodeClass?.securityGroupSelectorTerms,
    ).toEqual([{ id: 'sg-1' }]);
  });
});
