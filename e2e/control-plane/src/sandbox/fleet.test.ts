// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { checkFleet } from '@internal/sandbox/src/fleet/parse';
import { sizeGroups } from '../cluster/sizing';
import { fleetFor } from './fleet';

it('is a fleet that the sandbox takes', () => {
  const fleet = checkFleet(fleetFor(sizeGroups([])), 'fleet');
  expect(fleet.accounts[0].clusters[0].nodegroups).toMatchObject([
    { name: 'general-a', size: { desired: 3 }, instanceTypes: ['m5.xlarge'] },
    { name: 'general-b', size: { desired: 3 }, instanceTypes: ['m5.xlarge'] },
  ]);
});
