// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { says } from '../../testing/says';
import { clusterActive } from './clusterActive';

describe('CL-01', () => {
  it('passes on an ACTIVE cluster', () => {
    expect(says(clusterActive)).toEqual([]);
  });

  it.each(['UPDATING', 'CREATING', 'DELETING', 'FAILED', 'PENDING'])(
    'blocks while the cluster is %s',
    status => {
      expect(
        says(clusterActive, ({ cluster }) => ({
          cluster: { ...cluster, status },
        })),
      ).toEqual([`blocker ${CLUSTER_ARN}`]);
    },
  );
});
