// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { _InstanceType } from '@aws-sdk/client-ec2';
import { AUTO_INSTANCE_TYPES, isAutoFamily, splitType } from './instanceTypes';

const ours = AUTO_INSTANCE_TYPES.map(one => one.type).sort();

/** Auto Mode has none of these: EKS User Guide, automode-learn-instances. */
const UNSUPPORTED = /^(nano|micro|small|medium|metal.*)$/;
const BURSTABLE = /^t\d/;

describe('the table of instance types', () => {
  // EKS User Guide, automode-learn-instances.
  it.each<[string, string]>([
    ['general purpose', 'm9gd m8azn m8g m8i-flex m7a m6idn m5dn m5zn m4'],
    ['burstable', 't4g t3 t3a t2'],
    ['for computing', 'c9g c8gb c8id c7i-flex c6in c5ad c5n c4'],
    ['of much memory', 'r8gn r8i r7iz r6idn r5b r4 z1d'],
    ['of more memory', 'x8aedz x8g x8i x2gd x2idn x2iedn x2iezn'],
    ['for local disks', 'i8g i8ge i7i i7ie i4g is4gen im4gn i4i i3 i3en'],
    ['for large disks', 'd3 d3en'],
    ['for simulations', 'hpc8a'],
    ['for graphics', 'g7e g6 gr6 g6e g5 g5g g4ad g4dn'],
    ['for training', 'p6-b200 p6-b300 p5 p5e p5en p4d p4de p3 p3dn'],
    ['for chips of AWS', 'trn2 trn1 trn1n inf2 inf1'],
  ])('has families %s', (_, families) => {
    expect(families.split(' ').filter(family => !isAutoFamily(family))).toEqual(
      [],
    );
  });

  // The client of EC2 names every type that EC2 has: a new one in these families belongs here too.
  it('has every size that EC2 has of these families, and no other', () => {
    const named = Object.values(_InstanceType).filter(type => {
      const { family, size } = splitType(type);
      return (
        isAutoFamily(family) &&
        (!UNSUPPORTED.test(size) ||
          (BURSTABLE.test(family) && size === 'medium'))
      );
    });
    expect(ours).toEqual([...named].sort());
  });

  it('has types of more than one virtual CPU', () => {
    expect(AUTO_INSTANCE_TYPES.filter(one => one.vcpus < 2)).toEqual([]);
  });

  // EC2, instance types by family: one of each rule, and those that leave it.
  it.each<[string, number, number]>([
    ['c4.4xlarge', 16, 30],
    ['c4.8xlarge', 36, 60],
    ['c5.18xlarge', 72, 144],
    ['c5n.4xlarge', 16, 42],
    ['c5n.9xlarge', 36, 96],
    ['c5n.18xlarge', 72, 192],
    ['c6a.32xlarge', 128, 256],
    ['m4.10xlarge', 40, 160],
    ['m5zn.3xlarge', 12, 48],
    ['m8azn.24xlarge', 96, 384],
    ['m8i.96xlarge', 384, 1536],
    ['r4.16xlarge', 64, 488],
    ['r7iz.32xlarge', 128, 1024],
    ['z1d.12xlarge', 48, 384],
    ['x2idn.24xlarge', 96, 1536],
    ['x2iedn.xlarge', 4, 128],
    ['x2iezn.6xlarge', 24, 768],
    ['x8aedz.3xlarge', 12, 384],
    ['x8g.48xlarge', 192, 3072],
    ['x8i.64xlarge', 256, 4096],
    ['hpc8a.96xlarge', 192, 768],
    ['i3.large', 2, 15.25],
    ['i3en.6xlarge', 24, 192],
    ['i4i.32xlarge', 128, 1024],
    ['i7ie.18xlarge', 72, 576],
    ['im4gn.16xlarge', 64, 256],
    ['is4gen.8xlarge', 32, 192],
    ['d3.8xlarge', 32, 256],
    ['d3en.12xlarge', 48, 192],
    ['t2.2xlarge', 8, 32],
    ['t3a.xlarge', 4, 16],
  ])('%s: %d virtual CPUs, %d GiB, no accelerator', (type, vcpus, gib) => {
    const found = AUTO_INSTANCE_TYPES.find(one => one.type === type);
    expect([found?.vcpus, found?.memoryMiB, found?.accelerator]).toEqual([
      vcpus,
      gib * 1024,
      undefined,
    ]);
  });

  // EC2, accelerated computing.
  it.each<[string, number, number, number, string]>([
    ['g4dn.12xlarge', 48, 192, 4, 'nvidia.com/gpu'],
    ['g4ad.16xlarge', 64, 256, 4, 'amd.com/gpu'],
    ['g5.16xlarge', 64, 256, 1, 'nvidia.com/gpu'],
    ['g5.48xlarge', 192, 768, 8, 'nvidia.com/gpu'],
    ['g5g.16xlarge', 64, 128, 2, 'nvidia.com/gpu'],
    ['g6.xlarge', 4, 16, 1, 'nvidia.com/gpu'],
    ['g6e.xlarge', 4, 32, 1, 'nvidia.com/gpu'],
    ['g6e.24xlarge', 96, 768, 4, 'nvidia.com/gpu'],
    ['gr6.4xlarge', 16, 128, 1, 'nvidia.com/gpu'],
    ['p3.2xlarge', 8, 61, 1, 'nvidia.com/gpu'],
    ['p4d.24xlarge', 96, 1152, 8, 'nvidia.com/gpu'],
    ['p5.48xlarge', 192, 2048, 8, 'nvidia.com/gpu'],
    ['inf1.6xlarge', 24, 48, 4, 'aws.amazon.com/neuron'],
    ['inf2.24xlarge', 96, 384, 6, 'aws.amazon.com/neuron'],
    ['trn1.32xlarge', 128, 512, 16, 'aws.amazon.com/neuron'],
    ['trn2.3xlarge', 12, 128, 1, 'aws.amazon.com/neuron'],
  ])(
    '%s: %d virtual CPUs, %d GiB, %d of %s',
    (type, vcpus, gib, count, resource) => {
      expect(AUTO_INSTANCE_TYPES.find(one => one.type === type)).toMatchObject({
        vcpus,
        memoryMiB: gib * 1024,
        accelerator: { resource, count },
      });
    },
  );
});
