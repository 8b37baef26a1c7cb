// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { covers, dnsAddressOf } from './addresses';

it.each([
  ['10.0.0.0/16', '10.0.3.0/24', true],
  ['10.0.3.0/24', '10.0.0.0/16', false],
  ['0.0.0.0/0', '192.168.1.1/32', true],
  ['10.0.0.0/16', '10.1.0.0/24', false],
  ['200.0.0.0/8', '200.1.2.3/32', true],
  ['not one', '10.0.0.0/8', false],
  ['2001:db8::/32', '2001:db8::/32', true],
  ['::/0', '2001:db8::/32', true],
  ['::/0', '10.0.0.0/8', false],
])('%s covers %s: %s', (outer, inner, expected) => {
  expect(covers(outer, inner)).toBe(expected);
});

it.each([
  [
    { ipFamily: 'ipv4' as const, serviceIpv4Cidr: '172.20.0.0/16' },
    '172.20.0.10',
  ],
  [
    { ipFamily: 'ipv4' as const, serviceIpv4Cidr: '10.100.4.0/24' },
    '10.100.4.10',
  ],
  [{ ipFamily: 'ipv6' as const, serviceIpv6Cidr: 'fd30:1::/108' }, 'fd30:1::a'],
  [{ ipFamily: 'ipv4' as const }, undefined],
])('the DNS address of %j is %s', (network, expected) => {
  expect(dnsAddressOf(network)).toBe(expected);
});
