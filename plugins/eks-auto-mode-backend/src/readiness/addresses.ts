// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

/** A block of IPv4 addresses; undefined where the text is none (IPv6 too). */
export interface Block {
  first: number;
  size: number;
}

export function blockOf(cidr: string): Block | undefined {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(
    cidr,
  );
  if (!found) return undefined;
  const [a, b, c, d, length] = found.slice(1).map(Number);
  if ([a, b, c, d].some(part => part > 255) || length > 32) return undefined;
  const size = 2 ** (32 - length);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { first: Math.floor(address / size) * size, size };
}

/** Whether `outer` holds every address of `inner`. */
export function covers(outer: string, inner: string): boolean {
  const [one, other] = [blockOf(outer), blockOf(inner)];
  if (!one || !other)
    return outer === inner || (outer === '::/0' && inner.includes(':'));
  return (
    one.first <= other.first && one.first + one.size >= other.first + other.size
  );
}

/** The cluster's DNS address: the tenth of the service range (EKS User Guide, auto-net-pol). */
export function dnsAddressOf(network: {
  ipFamily: 'ipv4' | 'ipv6';
  serviceIpv4Cidr?: string;
  serviceIpv6Cidr?: string;
}): string | undefined {
  if (network.ipFamily === 'ipv6') {
    const prefix = network.serviceIpv6Cidr?.split('/')[0];
    return prefix?.endsWith('::') ? `${prefix}a` : undefined;
  }
  const block = network.serviceIpv4Cidr
    ? blockOf(network.serviceIpv4Cidr)
    : undefined;
  if (!block) return undefined;
  const address = block.first + 10;
  return [24, 16, 8, 0]
    .map(shift => Math.floor(address / 2 ** shift) % 256)
    .join('.');
}
