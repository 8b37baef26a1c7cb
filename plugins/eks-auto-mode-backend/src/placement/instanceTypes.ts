// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { InstanceType } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  ACCELERATED_ROWS,
  BURSTABLE_FAMILIES,
  BURSTABLE_ROWS,
  FAMILY_ROWS,
  type Architecture,
} from './instanceFamilies';

/**
 * A type of instance that Auto Mode can launch.
 *
 * @alpha
 */
export interface AutoInstanceType {
  /** `m5.large`. */
  type: string;
  family: string;
  size: string;
  architecture: Architecture;
  vcpus: number;
  memoryMiB: number;
  accelerator?: { resource: string; name: string; count: number };
}

function sizeOf(vcpus: number): string {
  if (vcpus === 2) {
    return 'large';
  }
  return vcpus === 4 ? 'xlarge' : `${vcpus / 4}xlarge`;
}

function build(): AutoInstanceType[] {
  const regular = FAMILY_ROWS.flatMap(row =>
    row.families.split(' ').flatMap(family =>
      row.vcpus.map(vcpus => {
        const size = row.size ?? sizeOf(vcpus);
        return {
          type: `${family}.${size}`,
          family,
          size,
          architecture: row.architecture,
          vcpus,
          memoryMiB: Math.round(row.memoryPerVcpu * vcpus * 1024),
        };
      }),
    ),
  );
  const burstable = BURSTABLE_FAMILIES.flatMap(([family, architecture]) =>
    BURSTABLE_ROWS.map(([size, vcpus, gib]) => ({
      type: `${family}.${size}`,
      family,
      size,
      architecture,
      vcpus,
      memoryMiB: gib * 1024,
    })),
  );
  const accelerated = ACCELERATED_ROWS.flatMap(row =>
    row.sizes.map(([size, vcpus, gib, count]) => ({
      type: `${row.family}.${size}`,
      family: row.family,
      size,
      architecture: row.architecture,
      vcpus,
      memoryMiB: gib * 1024,
      accelerator: { resource: row.resource, name: row.name, count },
    })),
  );
  return [...regular, ...burstable, ...accelerated];
}

/** @alpha */
export const AUTO_INSTANCE_TYPES: readonly AutoInstanceType[] = build();

const BY_TYPE = new Map(AUTO_INSTANCE_TYPES.map(entry => [entry.type, entry]));

const FAMILIES = new Set(AUTO_INSTANCE_TYPES.map(entry => entry.family));

/** @alpha */
export function autoInstanceType(type: string): AutoInstanceType | undefined {
  return BY_TYPE.get(type);
}

/**
 * Whether Auto Mode launches instances of the family.
 *
 * @alpha
 */
export function isAutoFamily(family: string): boolean {
  return FAMILIES.has(family);
}

/** `m5.large` → `m5` and `large`. */
export function splitType(type: string): { family: string; size: string } {
  const dot = type.indexOf('.');
  return dot < 0
    ? { family: type, size: '' }
    : { family: type.slice(0, dot), size: type.slice(dot + 1) };
}

/** Letters in front of the first digit: `m` of `m5`, `inf` of `inf2`. */
export function categoryOf(family: string): string {
  return /^[a-z]+/.exec(family)?.[0] ?? '';
}

export function generationOf(family: string): number {
  return Number(/\d+/.exec(family)?.[0] ?? 0);
}

function manufacturerOf(entry: AutoInstanceType): string {
  if (entry.architecture === 'arm64') {
    return 'aws';
  }
  return /^[a-z]+\d+[a-z-]*a/.test(entry.family) ? 'amd' : 'intel';
}

/**
 * The labels that Auto Mode derives from the type (EKS User Guide, create-node-pool).
 *
 * @alpha
 */
export function instanceTypeLabels(
  entry: AutoInstanceType,
): Record<string, string> {
  const prefix = 'eks.amazonaws.com/instance';
  const labels: Record<string, string> = {
    'kubernetes.io/arch': entry.architecture,
    'kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': entry.type,
    [`${prefix}-category`]: categoryOf(entry.family),
    [`${prefix}-generation`]: String(generationOf(entry.family)),
    [`${prefix}-family`]: entry.family,
    [`${prefix}-size`]: entry.size,
    [`${prefix}-cpu`]: String(entry.vcpus),
    [`${prefix}-cpu-manufacturer`]: manufacturerOf(entry),
    [`${prefix}-memory`]: String(entry.memoryMiB),
    [`${prefix}-hypervisor`]: generationOf(entry.family) < 5 ? 'xen' : 'nitro',
  };
  if (entry.accelerator && entry.accelerator.resource.endsWith('/gpu')) {
    labels[`${prefix}-gpu-name`] = entry.accelerator.name;
    labels[`${prefix}-gpu-count`] = String(entry.accelerator.count);
    labels[`${prefix}-gpu-manufacturer`] =
      entry.accelerator.resource === 'nvidia.com/gpu' ? 'nvidia' : 'amd';
  }
  return labels;
}

/** Pods on one Auto node at most (EKS User Guide, automode-learn-instances). */
export const PODS_PER_NODE = 110;

/**
 * The share of memory that the hypervisor and the kernel keep, as Karpenter assumes it
 * (`VM_MEMORY_OVERHEAD_PERCENT`).
 */
const MEMORY_OVERHEAD = 0.075;

/** Millicores that the kubelet reserves: 6 % of the first core, 1 %, 0.5 % twice, then 0.25 %. */
function reservedCpu(vcpus: number): number {
  let reserved = 0;
  for (let core = 1; core <= vcpus; core++) {
    if (core === 1) {
      reserved += 60;
    } else if (core === 2) {
      reserved += 10;
    } else {
      reserved += core <= 4 ? 5 : 2.5;
    }
  }
  return Math.ceil(reserved);
}

/**
 * What an Auto node of the type offers to pods: what is left after kube-reserved (255 MiB and
 * 11 MiB a pod), the eviction threshold (100 MiB), and a tenth and 1 GiB of the disk. Rather less
 * than more: a pod that fits here fits there.
 */
export function autoAllocatable(
  entry: AutoInstanceType,
  diskGiB: number,
): Record<string, number> {
  const memoryMiB = Math.floor(
    entry.memoryMiB * (1 - MEMORY_OVERHEAD) - 255 - 11 * PODS_PER_NODE - 100,
  );
  return {
    cpu: entry.vcpus * 1000 - reservedCpu(entry.vcpus),
    memory: Math.max(0, memoryMiB) * 2 ** 20,
    pods: PODS_PER_NODE,
    'ephemeral-storage': Math.floor((diskGiB * 0.9 - 1) * 2 ** 30),
    ...(entry.accelerator
      ? { [entry.accelerator.resource]: entry.accelerator.count }
      : {}),
  };
}

/**
 * The table with what EC2 itself says of the types that the account uses. EC2 wins over the table
 * where both know a type.
 */
export function instanceTypesWith(
  described: readonly InstanceType[],
): readonly AutoInstanceType[] {
  const exact = new Map(described.map(entry => [entry.type, entry]));
  return AUTO_INSTANCE_TYPES.map(entry => {
    const found = exact.get(entry.type);
    return found
      ? { ...entry, vcpus: found.vcpus, memoryMiB: found.memoryMiB }
      : entry;
  });
}
