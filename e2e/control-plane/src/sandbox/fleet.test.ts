// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { fleetSchema } from '@internal/sandbox/src/fleet/schema';
import { sizeGroups } from '../cluster/sizing';
import { fleetFor } from './fleet';

it('is a fleet that the sandbox takes', () => {
  const fleet = fleetSchema.parse(
    fleetFor(sizeGroups([]), {
      endpoint: 'https://127.0.0.1:1',
      certificateAuthorityData: 'x',
    }),
  );
  expect(fleet.accounts[0].clusters[0].nodegroups).toMatchObject([
    { name: 'general-a', size: { desired: 3 }, instanceTypes: ['m5.xlarge'] },
    { name: 'general-b', size: { desired: 3 }, instanceTypes: ['m5.xlarge'] },
  ]);
});
