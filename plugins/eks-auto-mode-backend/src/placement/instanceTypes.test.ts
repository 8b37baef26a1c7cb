// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  AUTO_INSTANCE_TYPES,
  autoAllocatable,
  autoInstanceType,
  categoryOf,
  generationOf,
  instanceTypeLabels,
  instanceTypesWith,
  isAutoFamily,
  splitType,
} from './instanceTypes';

function known(type: string) {
  const entry = autoInstanceType(type);
  if (!entry) throw new Error(`no ${type}`);
  return entry;
}

describe('the instance types of Auto Mode', () => {
  it('are named once each', () => {
    const types = AUTO_INSTANCE_TYPES.map(one => one.type);
    expect(new Set(types).size).toBe(types.length);
  });

  // EC2, DescribeInstanceTypes: one type of each table, and the odd ones.
  it.each([
    ['m6i.large', 'amd64', 2, 8],
    ['c5.9xlarge', 'amd64', 36, 72],
    ['c8g.48xlarge', 'arm64', 192, 384],
    ['c5n.large', 'amd64', 2, 5.25],
    ['r6i.xlarge', 'amd64', 4, 32],
    ['t3.large', 'amd64', 2, 8],
    ['t4g.medium', 'arm64', 2, 4],
    ['t2.medium', 'amd64', 2, 4],
  ])('%s: %s, %d virtual CPUs, %d GiB', (type, architecture, vcpus, gib) => {
    expect(known(type)).toMatchObject({
      architecture,
      vcpus,
      memoryMiB: gib * 1024,
    });
  });

  it.each(['m6i.metal', 't3.small', 't3.nano', 'm3.large', 'm6i.48xlarge'])(
    'lack %s',
    type => {
      expect(autoInstanceType(type)).toBeUndefined();
    },
  );

  it('have families', () => {
    expect(isAutoFamily('m6i')).toBe(true);
    expect(isAutoFamily('m3')).toBe(false);
    expect(splitType('m6i.2xlarge')).toEqual({
      family: 'm6i',
      size: '2xlarge',
    });
    expect(splitType('m6i')).toEqual({ family: 'm6i', size: '' });
    expect([categoryOf('inf2'), generationOf('inf2')]).toEqual(['inf', 2]);
    expect([categoryOf('x'), generationOf('x')]).toEqual(['x', 0]);
    expect(categoryOf('5')).toBe('');
  });

  it.each([
    ['m6i.large', 'intel', 'nitro'],
    ['m6a.large', 'amd', 'nitro'],
    ['m6g.large', 'aws', 'nitro'],
    ['c4.large', 'intel', 'xen'],
    ['m5.large', 'intel', 'nitro'],
  ])('%s carries %s and %s', (type, manufacturer, hypervisor) => {
    expect(instanceTypeLabels(known(type))).toMatchObject({
      'eks.amazonaws.com/instance-cpu-manufacturer': manufacturer,
      'eks.amazonaws.com/instance-hypervisor': hypervisor,
    });
  });

  it('carry what is known of a GPU, and of nothing else', () => {
    expect(instanceTypeLabels(known('g5.xlarge'))).toMatchObject({
      'kubernetes.io/os': 'linux',
      'eks.amazonaws.com/instance-gpu-count': '1',
      'eks.amazonaws.com/instance-gpu-manufacturer': 'nvidia',
    });
    for (const type of ['m6i.large', 'inf2.xlarge']) {
      expect(
        Object.keys(instanceTypeLabels(known(type))).filter(key =>
          key.includes('gpu'),
        ),
      ).toEqual([]);
    }
  });

  // 6 % of the first core, 1 % of the second, 0.5 % of two more, 0.25 % of the others.
  it.each([
    ['m6i.large', 2000 - 70],
    ['m6i.xlarge', 4000 - 80],
    ['m6i.2xlarge', 8000 - 90],
  ])('%s leaves %d millicores to pods', (type, cpu) => {
    expect(autoAllocatable(known(type), 80).cpu).toBe(cpu);
  });

  it('leave memory, disk and devices to pods', () => {
    expect(autoAllocatable(known('m6i.large'), 80)).toEqual({
      cpu: 1930,
      memory: Math.floor(8192 * 0.925 - 255 - 1210 - 100) * 2 ** 20,
      pods: 110,
      'ephemeral-storage': 71 * 2 ** 30,
    });
    expect(autoAllocatable(known('g5.xlarge'), 80)).toMatchObject({
      'nvidia.com/gpu': 1,
    });
  });

  it('are as EC2 describes them, where it does', () => {
    const exact = instanceTypesWith([
      {
        type: 'm6i.large',
        vcpus: 3,
        memoryMiB: 9000,
        architectures: ['x86_64'],
        gpus: 0,
      },
    ]);
    expect(exact).toHaveLength(AUTO_INSTANCE_TYPES.length);
    expect(exact.find(one => one.type === 'm6i.large')).toMatchObject({
      vcpus: 3,
      memoryMiB: 9000,
    });
    expect(exact.find(one => one.type === 'm6i.xlarge')).toEqual(
      known('m6i.xlarge'),
    );
  });
});
