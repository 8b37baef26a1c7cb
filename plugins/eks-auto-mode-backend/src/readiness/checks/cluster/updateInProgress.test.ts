// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CLUSTER_ARN } from '../../testing/inventory';
import { says } from '../../testing/says';
import { updateInProgress } from './updateInProgress';

describe('CL-03', () => {
  it.each([
    ['Successful', []],
    ['Failed', []],
    ['Cancelled', []],
    ['InProgress', [`blocker ${CLUSTER_ARN}`]],
  ])('of an update that is %s says %j', (status, expected) => {
    expect(
      says(updateInProgress, {
        updates: [{ id: 'u-1', type: 'VersionUpdate', status }],
      }),
    ).toEqual(expected);
  });

  it('speaks once of several updates', () => {
    const update = { type: 'LoggingUpdate', status: 'InProgress' };
    expect(
      says(updateInProgress, {
        updates: [
          { id: 'u-1', ...update },
          { id: 'u-2', ...update },
        ],
      }),
    ).toHaveLength(1);
  });
});
