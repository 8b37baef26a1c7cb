// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Subnet } from '@aws-sdk/client-ec2';
import type { RegionState } from './state';

/** EC2 keeps five addresses of every subnet. */
const RESERVED = 5;

export function capacityOf(cidr: string): number {
  return 2 ** (32 - Number(cidr.split('/')[1])) - RESERVED;
}

/** Takes addresses from a subnet; false when it has too few. */
export function takeAddresses(subnet: Subnet, count: number): boolean {
  const free = subnet.AvailableIpAddressCount ?? 0;
  if (free < count) return false;
  subnet.AvailableIpAddressCount = free - count;
  return true;
}

export function giveAddresses(subnet: Subnet | undefined, count: number): void {
  if (!subnet) return;
  subnet.AvailableIpAddressCount = Math.min(
    (subnet.AvailableIpAddressCount ?? 0) + count,
    capacityOf(subnet.CidrBlock ?? '0.0.0.0/32'),
  );
}

/** The next address of a subnet that no instance has. */
export function nextAddress(region: RegionState, subnet: Subnet): string {
  const [base] = (subnet.CidrBlock ?? '10.0.0.0/24').split('/');
  const start = base.split('.').reduce((n, part) => n * 256 + Number(part), 0);
  const used = new Set(
    Object.values(region.instances)
      .filter(i => i.instance.State?.Name !== 'terminated')
      .map(i => i.instance.PrivateIpAddress),
  );
  for (let offset = 4; ; offset++) {
    const n = start + offset;
    const text = [24, 16, 8, 0]
      .map(bits => Math.floor(n / 2 ** bits) % 256)
      .join('.');
    if (!used.has(text)) return text;
  }
}
