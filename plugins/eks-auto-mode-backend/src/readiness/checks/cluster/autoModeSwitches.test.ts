// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { says } from '../../testing/says';
import { autoModeSwitches } from './autoModeSwitches';

describe('CL-07', () => {
  it.each([
    [false, false, false, []],
    [true, true, true, [`info ${CLUSTER_ARN}`]],
    [true, false, false, [`blocker ${CLUSTER_ARN}`]],
    [true, true, false, [`blocker ${CLUSTER_ARN}`]],
    [false, false, true, [`blocker ${CLUSTER_ARN}`]],
  ])(
    'of compute %s, storage %s, load balancing %s says %j',
    (compute, blockStorage, loadBalancing, expected) => {
      expect(
        says(autoModeSwitches, ({ cluster }) => ({
          cluster: {
            ...cluster,
            autoMode: { compute, blockStorage, loadBalancing, nodePools: [] },
          },
        })),
      ).toEqual(expected);
    },
  );
});
