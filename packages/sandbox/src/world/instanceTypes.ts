// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

export interface InstanceTypeData {
  type: string;
  vcpus: number;
  memoryMiB: number;
  architecture: 'amd64' | 'arm64';
  category: string;
  family: string;
  generation: number;
  size: string;
  /** USD an hour in us-east-1. */
  onDemandUsd: number;
  autoFeeUsd: number;
  burstable: boolean;
  /** Accelerators by the resource that their plugin announces. */
  devices?: Record<string, number>;
  /** Too new for the price list. */
  unpriced?: boolean;
}

const SIZES: Record<string, number> = {
  medium: 1,
  large: 2,
  xlarge: 4,
  '2xlarge': 8,
  '4xlarge': 16,
};

/** Family → memory in GiB a vCPU, USD an hour of `large`. */
const FAMILIES: Record<string, { ratio: number; large: number; arm: boolean }> =
  {
    c5: { ratio: 2, large: 0.085, arm: false },
    c6i: { ratio: 2, large: 0.085, arm: false },
    c6g: { ratio: 2, large: 0.068, arm: true },
    c7g: { ratio: 2, large: 0.0725, arm: true },
    c7i: { ratio: 2, large: 0.08925, arm: false },
    m5: { ratio: 4, large: 0.096, arm: false },
    m6i: { ratio: 4, large: 0.096, arm: false },
    m6g: { ratio: 4, large: 0.077, arm: true },
    m7g: { ratio: 4, large: 0.0816, arm: true },
    m7i: { ratio: 4, large: 0.1008, arm: false },
    r5: { ratio: 8, large: 0.126, arm: false },
    r6i: { ratio: 8, large: 0.126, arm: false },
    r6g: { ratio: 8, large: 0.1008, arm: true },
    r7g: { ratio: 8, large: 0.1071, arm: true },
    r7i: { ratio: 8, large: 0.1323, arm: false },
  };

/** Auto Mode's fee is about 12 % of the on-demand price on general CPU families (Price List). */
const FEE = 0.12;

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function regular(): InstanceTypeData[] {
  return Object.entries(FAMILIES).flatMap(([name, family]) =>
    ['large', 'xlarge', '2xlarge', '4xlarge'].map(size => {
      const vcpus = SIZES[size];
      const price = (family.large * vcpus) / 2;
      return {
        type: `${name}.${size}`,
        vcpus,
        memoryMiB: vcpus * family.ratio * 1024,
        architecture: family.arm ? ('arm64' as const) : ('amd64' as const),
        category: name[0],
        family: name,
        generation: Number(name[1]),
        size,
        onDemandUsd: round(price),
        autoFeeUsd: round(price * FEE),
        burstable: false,
      };
    }),
  );
}

function burstable(): InstanceTypeData[] {
  const rows: [string, string, number, number, number, boolean][] = [
    ['t3', 'small', 2, 2, 0.0208, false],
    ['t3', 'medium', 2, 4, 0.0416, false],
    ['t3', 'large', 2, 8, 0.0832, false],
    ['t3', 'xlarge', 4, 16, 0.1664, false],
    ['t3a', 'medium', 2, 4, 0.0376, false],
    ['t3a', 'large', 2, 8, 0.0752, false],
    ['t4g', 'small', 2, 2, 0.0168, true],
    ['t4g', 'medium', 2, 4, 0.0336, true],
    ['t4g', 'large', 2, 8, 0.0672, true],
    ['t2', 'medium', 2, 4, 0.0464, false],
  ];
  return rows.map(([family, size, vcpus, gib, price, arm]) => ({
    type: `${family}.${size}`,
    vcpus,
    memoryMiB: gib * 1024,
    architecture: arm ? 'arm64' : 'amd64',
    category: 't',
    family,
    generation: Number(family[1]),
    size,
    onDemandUsd: price,
    autoFeeUsd: round(price * FEE),
    burstable: true,
  }));
}

/** Accelerated types, and one that is so new that the price list lacks it. */
const OTHERS: InstanceTypeData[] = [
  {
    type: 'g5.xlarge',
    vcpus: 4,
    memoryMiB: 16 * 1024,
    architecture: 'amd64',
    category: 'g',
    family: 'g5',
    generation: 5,
    size: 'xlarge',
    onDemandUsd: 1.006,
    autoFeeUsd: round(1.006 * 0.078),
    burstable: false,
    devices: { 'nvidia.com/gpu': 1 },
  },
  {
    type: 'inf2.xlarge',
    vcpus: 4,
    memoryMiB: 16 * 1024,
    architecture: 'amd64',
    category: 'inf',
    family: 'inf2',
    generation: 2,
    size: 'xlarge',
    onDemandUsd: 0.7582,
    autoFeeUsd: round(0.7582 * 0.078),
    burstable: false,
    devices: { 'aws.amazon.com/neuron': 1 },
  },
  {
    type: 'm8azn.large',
    vcpus: 2,
    memoryMiB: 8 * 1024,
    architecture: 'amd64',
    category: 'm',
    family: 'm8azn',
    generation: 8,
    size: 'large',
    onDemandUsd: 0.14,
    autoFeeUsd: round(0.14 * FEE),
    burstable: false,
    unpriced: true,
  },
];

const TYPES = [...regular(), ...burstable(), ...OTHERS];
const BY_TYPE = new Map(TYPES.map(t => [t.type, t]));

export function instanceTypes(): InstanceTypeData[] {
  return TYPES;
}

export function instanceType(type: string): InstanceTypeData | undefined {
  return BY_TYPE.get(type);
}

/** Pods that a node of this size takes, without prefix delegation (the CNI's list, rounded by size). */
export function maxPods(type: InstanceTypeData): number {
  if (type.vcpus <= 2) return type.memoryMiB <= 4096 ? 17 : 29;
  return type.vcpus <= 8 ? 58 : 110;
}
