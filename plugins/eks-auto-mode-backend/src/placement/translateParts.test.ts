// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aSubnet } from './testing/parts';
import { zonesOf } from './translateParts';

describe('zones of subnets', () => {
  it('are each named once, and in the same order whatever the order of the subnets', () => {
    const subnets = [
      aSubnet('b'),
      aSubnet('c'),
      aSubnet('a'),
      aSubnet('more', { availabilityZone: 'zone-b' }),
    ];
    expect(zonesOf(subnets)).toEqual(['zone-a', 'zone-b', 'zone-c']);
    expect(zonesOf([...subnets].reverse())).toEqual(zonesOf(subnets));
  });
});
