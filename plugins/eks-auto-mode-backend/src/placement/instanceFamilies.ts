// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The instance families that Auto Mode can launch, with what each size of them holds, as data.
 *
 * Families: EKS User Guide, automode-learn-instances (2026). A size is named by its virtual CPUs:
 * 2 is `large`, 4 `xlarge`, 4n `nxlarge`, but for a few. Sizes of one virtual CPU, and nano, micro and small, are
 * not supported and so not here; neither is metal.
 */

/** `arm64` where the processor is AWS Graviton. */
export type Architecture = 'amd64' | 'arm64';

/** Virtual CPUs by size, memory in GiB for each virtual CPU. */
interface FamilyRow {
  families: string;
  architecture: Architecture;
  memoryPerVcpu: number;
  vcpus: readonly number[];
  /** Where AWS names the size by other than its virtual CPUs; the row has only that one. */
  size?: string;
}

const UP_TO_16X = [2, 4, 8, 16, 32, 48, 64] as const;
const UP_TO_24X = [...UP_TO_16X, 96] as const;
const UP_TO_32X = [...UP_TO_24X, 128] as const;
const UP_TO_48X = [...UP_TO_24X, 192] as const;
const UP_TO_48X_WITH_32X = [...UP_TO_32X, 192] as const;
const UP_TO_96X = [...UP_TO_48X_WITH_32X, 384] as const;
/** Families with 3xlarge and 6xlarge in the place of 4xlarge and 8xlarge. */
const IN_THREES = [2, 4, 8, 12, 24, 48] as const;
const MORE_IN_THREES = [...IN_THREES, 72, 96, 192] as const;

export const FAMILY_ROWS: readonly FamilyRow[] = [
  // C
  {
    families: 'c9g c8g c8gb c8gd c8gn',
    architecture: 'arm64',
    memoryPerVcpu: 2,
    vcpus: UP_TO_48X,
  },
  {
    families: 'c7g c7gd c7gn c6g c6gd c6gn',
    architecture: 'arm64',
    memoryPerVcpu: 2,
    vcpus: UP_TO_16X,
  },
  {
    families: 'c8a c7i',
    architecture: 'amd64',
    memoryPerVcpu: 2,
    vcpus: UP_TO_48X,
  },
  {
    families: 'c7a c6a',
    architecture: 'amd64',
    memoryPerVcpu: 2,
    vcpus: UP_TO_48X_WITH_32X,
  },
  {
    families: 'c8i c8id',
    architecture: 'amd64',
    memoryPerVcpu: 2,
    vcpus: UP_TO_96X,
  },
  {
    families: 'c8i-flex c7i-flex',
    architecture: 'amd64',
    memoryPerVcpu: 2,
    vcpus: UP_TO_16X,
  },
  {
    families: 'c6i c6id c6in',
    architecture: 'amd64',
    memoryPerVcpu: 2,
    vcpus: UP_TO_32X,
  },
  {
    families: 'c5 c5d',
    architecture: 'amd64',
    memoryPerVcpu: 2,
    vcpus: [2, 4, 8, 16, 36, 48, 72, 96],
  },
  {
    families: 'c5a c5ad',
    architecture: 'amd64',
    memoryPerVcpu: 2,
    vcpus: UP_TO_24X,
  },
  {
    families: 'c5n',
    architecture: 'amd64',
    memoryPerVcpu: 2.625,
    vcpus: [2, 4, 8, 16],
  },
  {
    families: 'c5n',
    architecture: 'amd64',
    memoryPerVcpu: 8 / 3,
    vcpus: [36, 72],
  },
  {
    families: 'c4',
    architecture: 'amd64',
    memoryPerVcpu: 1.875,
    vcpus: [2, 4, 8, 16],
  },
  {
    families: 'c4',
    architecture: 'amd64',
    memoryPerVcpu: 60 / 36,
    vcpus: [36],
    size: '8xlarge',
  },
  // M
  {
    families: 'm9gd m8g m8gb m8gd m8gn',
    architecture: 'arm64',
    memoryPerVcpu: 4,
    vcpus: UP_TO_48X,
  },
  {
    families: 'm7g m7gd m6g m6gd',
    architecture: 'arm64',
    memoryPerVcpu: 4,
    vcpus: UP_TO_16X,
  },
  {
    families: 'm8a m7i',
    architecture: 'amd64',
    memoryPerVcpu: 4,
    vcpus: UP_TO_48X,
  },
  {
    families: 'm7a m6a',
    architecture: 'amd64',
    memoryPerVcpu: 4,
    vcpus: UP_TO_48X_WITH_32X,
  },
  {
    families: 'm8i m8id',
    architecture: 'amd64',
    memoryPerVcpu: 4,
    vcpus: UP_TO_96X,
  },
  {
    families: 'm8azn',
    architecture: 'amd64',
    memoryPerVcpu: 4,
    vcpus: [2, 4, 12, 24, 48, 96],
  },
  {
    families: 'm5zn',
    architecture: 'amd64',
    memoryPerVcpu: 4,
    vcpus: IN_THREES,
  },
  {
    families: 'm8i-flex m7i-flex',
    architecture: 'amd64',
    memoryPerVcpu: 4,
    vcpus: UP_TO_16X,
  },
  {
    families: 'm6i m6id m6idn m6in',
    architecture: 'amd64',
    memoryPerVcpu: 4,
    vcpus: UP_TO_32X,
  },
  {
    families: 'm5 m5a m5ad m5d m5dn m5n',
    architecture: 'amd64',
    memoryPerVcpu: 4,
    vcpus: UP_TO_24X,
  },
  {
    families: 'm4',
    architecture: 'amd64',
    memoryPerVcpu: 4,
    vcpus: [2, 4, 8, 16, 40, 64],
  },
  // R
  {
    families: 'r8g r8gb r8gd r8gn',
    architecture: 'arm64',
    memoryPerVcpu: 8,
    vcpus: UP_TO_48X,
  },
  {
    families: 'r7g r7gd r6g r6gd',
    architecture: 'arm64',
    memoryPerVcpu: 8,
    vcpus: UP_TO_16X,
  },
  {
    families: 'r8a r7i',
    architecture: 'amd64',
    memoryPerVcpu: 8,
    vcpus: UP_TO_48X,
  },
  {
    families: 'r7a r6a',
    architecture: 'amd64',
    memoryPerVcpu: 8,
    vcpus: UP_TO_48X_WITH_32X,
  },
  {
    families: 'r8i r8id',
    architecture: 'amd64',
    memoryPerVcpu: 8,
    vcpus: UP_TO_96X,
  },
  {
    families: 'r8i-flex',
    architecture: 'amd64',
    memoryPerVcpu: 8,
    vcpus: UP_TO_16X,
  },
  {
    families: 'r7iz',
    architecture: 'amd64',
    memoryPerVcpu: 8,
    vcpus: [...UP_TO_16X, 128],
  },
  {
    families: 'r6i r6id r6idn r6in',
    architecture: 'amd64',
    memoryPerVcpu: 8,
    vcpus: UP_TO_32X,
  },
  {
    families: 'r5 r5a r5ad r5b r5d r5dn r5n',
    architecture: 'amd64',
    memoryPerVcpu: 8,
    vcpus: UP_TO_24X,
  },
  {
    families: 'r4',
    architecture: 'amd64',
    memoryPerVcpu: 7.625,
    vcpus: [2, 4, 8, 16, 32, 64],
  },
  // Z and X
  {
    families: 'z1d',
    architecture: 'amd64',
    memoryPerVcpu: 8,
    vcpus: IN_THREES,
  },
  {
    families: 'x8g',
    architecture: 'arm64',
    memoryPerVcpu: 16,
    vcpus: UP_TO_48X,
  },
  {
    families: 'x2gd',
    architecture: 'arm64',
    memoryPerVcpu: 16,
    vcpus: UP_TO_16X,
  },
  {
    families: 'x8i',
    architecture: 'amd64',
    memoryPerVcpu: 16,
    vcpus: [...UP_TO_96X, 256],
  },
  {
    families: 'x8aedz',
    architecture: 'amd64',
    memoryPerVcpu: 32,
    vcpus: [2, 4, 12, 24, 48, 96],
  },
  {
    families: 'x2iezn',
    architecture: 'amd64',
    memoryPerVcpu: 32,
    vcpus: [8, 16, 24, 32, 48],
  },
  {
    families: 'x2idn',
    architecture: 'amd64',
    memoryPerVcpu: 16,
    vcpus: [64, 96, 128],
  },
  {
    families: 'x2iedn',
    architecture: 'amd64',
    memoryPerVcpu: 32,
    vcpus: [4, 8, 16, 32, 64, 96, 128],
  },
  // HPC
  {
    families: 'hpc8a',
    architecture: 'amd64',
    memoryPerVcpu: 4,
    vcpus: [192],
    size: '96xlarge',
  },
  // Storage
  {
    families: 'i8g',
    architecture: 'arm64',
    memoryPerVcpu: 8,
    vcpus: UP_TO_48X,
  },
  {
    families: 'i4g',
    architecture: 'arm64',
    memoryPerVcpu: 8,
    vcpus: [2, 4, 8, 16, 32, 64],
  },
  {
    families: 'i8ge',
    architecture: 'arm64',
    memoryPerVcpu: 8,
    vcpus: MORE_IN_THREES,
  },
  {
    families: 'is4gen',
    architecture: 'arm64',
    memoryPerVcpu: 6,
    vcpus: [2, 4, 8, 16, 32],
  },
  {
    families: 'im4gn',
    architecture: 'arm64',
    memoryPerVcpu: 4,
    vcpus: [2, 4, 8, 16, 32, 64],
  },
  {
    families: 'i7i',
    architecture: 'amd64',
    memoryPerVcpu: 8,
    vcpus: UP_TO_48X,
  },
  {
    families: 'i7ie',
    architecture: 'amd64',
    memoryPerVcpu: 8,
    vcpus: MORE_IN_THREES,
  },
  {
    families: 'i4i',
    architecture: 'amd64',
    memoryPerVcpu: 8,
    vcpus: UP_TO_32X,
  },
  {
    families: 'i3',
    architecture: 'amd64',
    memoryPerVcpu: 7.625,
    vcpus: [2, 4, 8, 16, 32, 64],
  },
  {
    families: 'i3en',
    architecture: 'amd64',
    memoryPerVcpu: 8,
    vcpus: [...IN_THREES, 96],
  },
  {
    families: 'd3',
    architecture: 'amd64',
    memoryPerVcpu: 8,
    vcpus: [4, 8, 16, 32],
  },
  {
    families: 'd3en',
    architecture: 'amd64',
    memoryPerVcpu: 4,
    vcpus: [4, 8, 16, 24, 32, 48],
  },
];

/** Sizes of burstable types, which follow no rule: `[size, virtual CPUs, GiB]`. */
export const BURSTABLE_ROWS: readonly [string, number, number][] = [
  ['medium', 2, 4],
  ['large', 2, 8],
  ['xlarge', 4, 16],
  ['2xlarge', 8, 32],
];

export const BURSTABLE_FAMILIES: readonly [string, Architecture][] = [
  ['t4g', 'arm64'],
  ['t3', 'amd64'],
  ['t3a', 'amd64'],
  ['t2', 'amd64'],
];

/** A family with accelerators: `sizes` are `[size, virtual CPUs, GiB, accelerators]`. */
interface AcceleratedRow {
  family: string;
  architecture: Architecture;
  resource: 'nvidia.com/gpu' | 'aws.amazon.com/neuron' | 'amd.com/gpu';
  /** As in the label `instance-gpu-name`. */
  name: string;
  sizes: readonly [string, number, number, number][];
}

const G_SIZES: AcceleratedRow['sizes'] = [
  ['xlarge', 4, 16, 1],
  ['2xlarge', 8, 32, 1],
  ['4xlarge', 16, 64, 1],
  ['8xlarge', 32, 128, 1],
  ['12xlarge', 48, 192, 4],
  ['16xlarge', 64, 256, 1],
];
const G_LARGE_SIZES: AcceleratedRow['sizes'] = [
  ...G_SIZES,
  ['24xlarge', 96, 384, 4],
  ['48xlarge', 192, 768, 8],
];

export const ACCELERATED_ROWS: readonly AcceleratedRow[] = [
  {
    family: 'g4dn',
    architecture: 'amd64',
    resource: 'nvidia.com/gpu',
    name: 't4',
    sizes: G_SIZES,
  },
  {
    family: 'g5',
    architecture: 'amd64',
    resource: 'nvidia.com/gpu',
    name: 'a10g',
    sizes: G_LARGE_SIZES,
  },
  {
    family: 'g6',
    architecture: 'amd64',
    resource: 'nvidia.com/gpu',
    name: 'l4',
    sizes: G_LARGE_SIZES,
  },
  {
    family: 'g6e',
    architecture: 'amd64',
    resource: 'nvidia.com/gpu',
    name: 'l40s',
    sizes: G_LARGE_SIZES.map(([size, vcpus, memory, gpus]) => [
      size,
      vcpus,
      memory * 2,
      gpus,
    ]),
  },
  {
    family: 'g7e',
    architecture: 'amd64',
    resource: 'nvidia.com/gpu',
    name: 'rtx-pro-server-6000',
    sizes: [
      ['2xlarge', 8, 64, 1],
      ['4xlarge', 16, 128, 1],
      ['8xlarge', 32, 256, 1],
      ['12xlarge', 48, 512, 2],
      ['24xlarge', 96, 1024, 4],
      ['48xlarge', 192, 2048, 8],
    ],
  },
  {
    family: 'gr6',
    architecture: 'amd64',
    resource: 'nvidia.com/gpu',
    name: 'l4',
    sizes: [
      ['4xlarge', 16, 128, 1],
      ['8xlarge', 32, 256, 1],
    ],
  },
  {
    family: 'g5g',
    architecture: 'arm64',
    resource: 'nvidia.com/gpu',
    name: 't4g',
    sizes: [
      ['xlarge', 4, 8, 1],
      ['2xlarge', 8, 16, 1],
      ['4xlarge', 16, 32, 1],
      ['8xlarge', 32, 64, 1],
      ['16xlarge', 64, 128, 2],
    ],
  },
  {
    family: 'g4ad',
    architecture: 'amd64',
    resource: 'amd.com/gpu',
    name: 'radeon-pro-v520',
    sizes: [
      ['xlarge', 4, 16, 1],
      ['2xlarge', 8, 32, 1],
      ['4xlarge', 16, 64, 1],
      ['8xlarge', 32, 128, 2],
      ['16xlarge', 64, 256, 4],
    ],
  },
  {
    family: 'p3',
    architecture: 'amd64',
    resource: 'nvidia.com/gpu',
    name: 'v100',
    sizes: [
      ['2xlarge', 8, 61, 1],
      ['8xlarge', 32, 244, 4],
      ['16xlarge', 64, 488, 8],
    ],
  },
  {
    family: 'p3dn',
    architecture: 'amd64',
    resource: 'nvidia.com/gpu',
    name: 'v100',
    sizes: [['24xlarge', 96, 768, 8]],
  },
  {
    family: 'p4d',
    architecture: 'amd64',
    resource: 'nvidia.com/gpu',
    name: 'a100',
    sizes: [['24xlarge', 96, 1152, 8]],
  },
  {
    family: 'p4de',
    architecture: 'amd64',
    resource: 'nvidia.com/gpu',
    name: 'a100',
    sizes: [['24xlarge', 96, 1152, 8]],
  },
  {
    family: 'p5',
    architecture: 'amd64',
    resource: 'nvidia.com/gpu',
    name: 'h100',
    sizes: [
      ['4xlarge', 16, 256, 1],
      ['48xlarge', 192, 2048, 8],
    ],
  },
  {
    family: 'p5e',
    architecture: 'amd64',
    resource: 'nvidia.com/gpu',
    name: 'h200',
    sizes: [['48xlarge', 192, 2048, 8]],
  },
  {
    family: 'p5en',
    architecture: 'amd64',
    resource: 'nvidia.com/gpu',
    name: 'h200',
    sizes: [['48xlarge', 192, 2048, 8]],
  },
  {
    family: 'p6-b200',
    architecture: 'amd64',
    resource: 'nvidia.com/gpu',
    name: 'b200',
    sizes: [['48xlarge', 192, 2048, 8]],
  },
  {
    family: 'p6-b300',
    architecture: 'amd64',
    resource: 'nvidia.com/gpu',
    name: 'b300',
    sizes: [['48xlarge', 192, 4096, 8]],
  },
  {
    family: 'inf1',
    architecture: 'amd64',
    resource: 'aws.amazon.com/neuron',
    name: 'inferentia',
    sizes: [
      ['xlarge', 4, 8, 1],
      ['2xlarge', 8, 16, 1],
      ['6xlarge', 24, 48, 4],
      ['24xlarge', 96, 192, 16],
    ],
  },
  {
    family: 'inf2',
    architecture: 'amd64',
    resource: 'aws.amazon.com/neuron',
    name: 'inferentia2',
    sizes: [
      ['xlarge', 4, 16, 1],
      ['8xlarge', 32, 128, 1],
      ['24xlarge', 96, 384, 6],
      ['48xlarge', 192, 768, 12],
    ],
  },
  {
    family: 'trn1',
    architecture: 'amd64',
    resource: 'aws.amazon.com/neuron',
    name: 'trainium',
    sizes: [
      ['2xlarge', 8, 32, 1],
      ['32xlarge', 128, 512, 16],
    ],
  },
  {
    family: 'trn1n',
    architecture: 'amd64',
    resource: 'aws.amazon.com/neuron',
    name: 'trainium',
    sizes: [['32xlarge', 128, 512, 16]],
  },
  {
    family: 'trn2',
    architecture: 'amd64',
    resource: 'aws.amazon.com/neuron',
    name: 'trainium2',
    sizes: [
      ['3xlarge', 12, 128, 1],
      ['48xlarge', 192, 2048, 16],
    ],
  },
];
