// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { fixturesFolder, judge } from './judge';

jest.setTimeout(600_000);

describe('assess of the manifests written for the suite', () => {
  it('finds what was expected of each object before it was asked, and nothing else', async () => {
    expect(await judge(fixturesFolder, 'fixtures')).toEqual({
      missing: [],
      extra: [],
      notApplied: [],
      pendingBefore: [],
      verdict: 'blocked',
    });
  });
});
