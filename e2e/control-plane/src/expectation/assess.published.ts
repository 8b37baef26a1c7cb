// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { judge, publishedFolder } from './judge';

jest.setTimeout(900_000);

describe('assess of manifests as their projects publish them', () => {
  it('finds what was expected of each object before it was asked, and nothing else', async () => {
    expect(await judge(publishedFolder, 'published')).toEqual({
      missing: [],
      extra: [],
      notApplied: [
        'CustomResourceDefinition nodepools.karpenter.sh',
        'CustomResourceDefinition nodeclaims.karpenter.sh',
      ],
      pendingBefore: [],
      verdict: 'needs-work',
    });
  });
});
