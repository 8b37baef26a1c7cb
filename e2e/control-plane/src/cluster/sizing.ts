// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Amount, WorkloadRequest } from '../manifests/requests';

export interface InstanceShape {
  type: string;
  vcpus: number;
  memoryMiB: number;
  /** What the VPC CNI has addresses for, as the EKS AMIs configure kubelet. */
  maxPods: number;
}

/** amd64 types from small to large, so that the largest pod decides. */
export const shapes: readonly InstanceShape[] = [
  { type: 'm5.xlarge', vcpus: 4, memoryMiB: 16_384, maxPods: 58 },
  { type: 'm5.2xlarge', vcpus: 8, memoryMiB: 32_768, maxPods: 58 },
  { type: 'm5.4xlarge', vcpus: 16, memoryMiB: 65_536, maxPods: 234 },
  { type: 'm5.8xlarge', vcpus: 32, memoryMiB: 131_072, maxPods: 234 },
  { type: 'm5.12xlarge', vcpus: 48, memoryMiB: 196_608, maxPods: 234 },
  { type: 'm5.24xlarge', vcpus: 96, memoryMiB: 393_216, maxPods: 737 },
];

/** Millicores that kubelet keeps for itself: 6 %, 1 %, 0.5 %, 0.25 % of the cores, as the EKS AMIs reserve. */
function reservedCpu(cores: number): number {
  let milli = 0;
  for (let core = 0; core < cores; core += 1) {
    if (core === 0) milli += 60;
    else if (core === 1) milli += 10;
    else milli += core < 4 ? 5 : 2.5;
  }
  return Math.ceil(milli);
}

/** What pods can have of an instance: less 11 Mi a pod and 255 Mi for kubelet, 100 Mi before eviction. */
export function allocatable(shape: {
  vcpus: number;
  memoryMiB: number;
  maxPods: number;
}): { milliCpu: number; memoryMiB: number; pods: number } {
  return {
    milliCpu: shape.vcpus * 1000 - reservedCpu(shape.vcpus),
    memoryMiB: Math.floor(
      // The hypervisor keeps some of what the type is sold with.
      shape.memoryMiB * 0.97 - (11 * shape.maxPods + 255) - 100,
    ),
    pods: shape.maxPods,
  };
}

export interface Sizing {
  shape: InstanceShape;
  /** Nodes of each group. */
  nodesPerGroup: number;
  /** The managed groups by name; two where nobody says. */
  groups?: readonly string[];
}

const spare = 1.3;

/** Requests and 30 %, in two groups of one type with a node in each of three zones at least. */
export function sizeGroups(workloads: readonly WorkloadRequest[]): Sizing {
  const sum: Amount = { cpu: 0, memory: 0, pods: 0 };
  const daemons: Amount = { cpu: 0, memory: 0, pods: 0 };
  const largest = { cpu: 0, memory: 0 };
  for (const { perPod, replicas, daemon } of workloads) {
    const into = daemon ? daemons : sum;
    const times = daemon ? 1 : replicas;
    into.cpu += perPod.cpu * times;
    into.memory += perPod.memory * times;
    into.pods += times;
    if (!daemon) {
      largest.cpu = Math.max(largest.cpu, perPod.cpu);
      largest.memory = Math.max(largest.memory, perPod.memory);
    }
  }
  const free = (shape: InstanceShape) => {
    const whole = allocatable(shape);
    return {
      cpu: whole.milliCpu / 1000 - daemons.cpu,
      memory: whole.memoryMiB * 2 ** 20 - daemons.memory,
      pods: whole.pods - daemons.pods,
    };
  };
  const shape =
    shapes.find(candidate => {
      const room = free(candidate);
      return (
        room.cpu >= largest.cpu &&
        room.memory >= largest.memory &&
        room.pods > 0
      );
      // A pod larger than any machine stays Pending, which is its manifest's doing.
    }) ?? shapes[shapes.length - 1];
  const room = free(shape);
  const nodes = Math.max(
    6,
    Math.ceil((sum.cpu * spare) / room.cpu),
    Math.ceil((sum.memory * spare) / room.memory),
    Math.ceil((sum.pods * spare) / Math.max(1, room.pods)),
  );
  return { shape, nodesPerGroup: Math.ceil(nodes / 2) };
}
