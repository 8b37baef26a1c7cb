// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  LaunchTemplate,
  MachineImage,
  Node,
  Nodegroup,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { findSources } from '../placement';
import { healthyParts } from '../readiness/testing/inventory';
import { aNode } from '../readiness/testing/objects';
import { differencesOf } from './differences';

function differences(
  change: {
    group?: Partial<Nodegroup>;
    template?: Partial<LaunchTemplate>;
    info?: Partial<NonNullable<NonNullable<Node['status']>['nodeInfo']>>;
    pods?: string;
    autoNodes?: Node[];
    withoutTemplate?: boolean;
  } = {},
) {
  const parts = healthyParts();
  const node = aNode('n', 'a', {
    status: {
      capacity: { cpu: '2', memory: '8Gi', pods: change.pods ?? '29' },
      nodeInfo: {
        osImage: 'Amazon Linux 2023.9.20260815',
        kernelVersion: '6.1.155-176.282.amzn2023.x86_64',
        containerRuntimeVersion: 'containerd://2.1.4',
        ...change.info,
      },
    },
  });
  const [source] = findSources({
    ...parts,
    nodes: [node],
    nodegroups: [
      {
        ...parts.nodegroups[0],
        launchTemplate: { id: 'lt-1', version: '1' },
        ...change.group,
      },
    ],
  }).sources;
  return differencesOf({
    source,
    templates: change.withoutTemplate
      ? []
      : [
          {
            id: 'lt-1',
            version: '1',
            httpTokens: 'required',
            securityGroupIds: [],
            blockDevices: [{ device: '/dev/xvda', volumeSize: 80 }],
            ...change.template,
          },
        ],
    images: [],
    instances: new Map(),
    autoNodes: change.autoNodes ?? [],
  });
}

const titled = (title: string, change: Parameters<typeof differences>[0]) =>
  differences(change).find(one => one.title === title);

/** Of an Auto Scaling group of somebody's own. */
function ownDifferences(
  from: Partial<LaunchTemplate> | undefined,
  images: MachineImage[] = [],
) {
  const parts = healthyParts();
  const { sources } = findSources({
    ...parts,
    nodes: [],
    autoScalingGroups: [
      {
        ...parts.autoScalingGroups[0],
        name: 'workers',
        instances: [],
        tags: { 'kubernetes.io/cluster/shop': 'owned' },
        launchConfiguration: 'of-2021',
      },
    ],
  });
  const source = sources.find(one => one.id === 'asg:workers');
  if (!source) throw new Error('the group is no source');
  return differencesOf({
    source,
    templates: from
      ? [
          {
            id: '',
            name: 'of-2021',
            version: '',
            configuration: true,
            httpTokens: 'required',
            securityGroupIds: [],
            blockDevices: [],
            ...from,
          },
        ]
      : [],
    images,
    instances: new Map(),
    autoNodes: [],
  });
}

describe('what will be different for a group of somebody’s own', () => {
  const image = (owner: string): MachineImage => ({
    id: 'ami-1',
    name: 'an-image',
    owner,
  });

  it.each<
    [string, Partial<LaunchTemplate> | undefined, MachineImage[], string[]]
  >([
    [
      'an image of the account’s',
      { imageId: 'ami-1' },
      [image('111122223333')],
      ['Your own image is not used'],
    ],
    [
      'an image whose owner nobody could read',
      { imageId: 'ami-1' },
      [],
      ['The image is not used'],
    ],
    [
      'an image of AWS’',
      { imageId: 'ami-1' },
      [image('amazon')],
      ['Another operating system'],
    ],
    [
      'the script and the key of its launch configuration',
      { userData: '#!/bin/bash\nyum install -y agent', keyName: 'ops' },
      [],
      ['User data does not run', 'Nobody logs in to nodes'],
    ],
    [
      'IMDSv1, which its launch configuration leaves on',
      { httpTokens: undefined },
      [],
      ['Pods do not reach the metadata of their instance'],
    ],
    [
      'a launch configuration that is gone',
      undefined,
      [],
      ['User data does not run, and it could not be read'],
    ],
  ])('is %s', (_words, from, images, titles) => {
    expect(ownDifferences(from, images).map(one => one.title)).toEqual(titles);
  });
});

describe('what will be different on Auto nodes', () => {
  it('is the system and the kernel for a plain group', () => {
    expect(differences().map(one => one.title)).toEqual([
      'Another operating system',
      'Another kernel',
    ]);
  });

  it.each<[string, Parameters<typeof differences>[0], RegExp]>([
    [
      'Your own image is not used',
      { group: { amiType: 'CUSTOM' }, template: { imageId: 'ami-0f' } },
      /ami-0f/,
    ],
    [
      'AWS’ own build of Bottlerocket',
      { group: { amiType: 'BOTTLEROCKET_x86_64' } },
      /BOTTLEROCKET/,
    ],
    [
      'Another version of the container runtime',
      { info: { containerRuntimeVersion: 'containerd://1.7.28' } },
      /1\.7\.28/,
    ],
    [
      'User data does not run',
      {
        template: {
          userData:
            '#!/bin/bash\n/etc/eks/bootstrap.sh shop\nyum install -y falcon\nsysctl -w a=1\nsysctl -w b=2\nsysctl -w c=3\n',
        },
      },
      /^4 lines .*yum install -y falcon; .*; and 1 more$/,
    ],
    [
      'User data does not run, and it could not be read',
      { withoutTemplate: true },
      /launch template lt-1, version 1/,
    ],
    [
      'Nobody logs in to nodes',
      { group: { remoteAccess: { ec2SshKey: 'ops' } } },
      /key pair ops/,
    ],
    [
      'Pods do not reach the metadata of their instance',
      { template: { httpTokens: 'optional', httpPutResponseHopLimit: 2 } },
      /IMDSv1.*hop limit 2/,
    ],
    [
      'No further volumes on a node',
      {
        template: {
          blockDevices: [
            { device: '/dev/xvda', volumeSize: 20 },
            { device: '/dev/xvdf', volumeSize: 500 },
          ],
        },
      },
      /xvdf of 500 GiB/,
    ],
    ['No more than 110 pods on a node', { pods: '234' }, /234/],
  ])('%s', (title, change, now) => {
    expect(titled(title, change)?.now).toMatch(now);
    expect(titled(title, {})).toBeUndefined();
  });

  it('is nothing of Bottlerocket’s two volumes', () => {
    expect(
      titled('No further volumes on a node', {
        group: { amiType: 'BOTTLEROCKET_x86_64' },
        template: {
          blockDevices: [{ device: '/dev/xvda' }, { device: '/dev/xvdb' }],
        },
      }),
    ).toBeUndefined();
  });

  it('compares with the Auto nodes that are there', () => {
    const auto = aNode('auto', 'b', {
      status: { nodeInfo: { kernelVersion: '6.12.46' } },
    });
    expect(titled('Another kernel', { autoNodes: [auto] })?.after).toContain(
      '6.12.46',
    );
    expect(titled('Another kernel', {})?.after).toContain('Not known');
  });

  it('keeps a tick over a patch release, and lets it lapse over a real change', () => {
    const idOf = (title: string, change: Parameters<typeof differences>[0]) =>
      titled(title, change)?.id;
    expect(
      idOf('Another kernel', { info: { kernelVersion: '6.1.160-1' } }),
    ).toBe(idOf('Another kernel', {}));
    expect(
      idOf('Another kernel', { info: { kernelVersion: '6.12.1-1' } }),
    ).not.toBe(idOf('Another kernel', {}));
    expect(
      idOf('Another operating system', {
        info: { osImage: 'Amazon Linux 2023.9.20261101' },
      }),
    ).toBe(idOf('Another operating system', {}));
    const script = (line: string) => ({
      template: { userData: `#!/bin/bash\n${line}\n` },
    });
    expect(idOf('User data does not run', script('a'))).not.toBe(
      idOf('User data does not run', script('b')),
    );
  });
});
