// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { supportOf } from './support';

describe('the support of a version', () => {
  const versions = [
    { version: '1.33', status: 'EXTENDED_SUPPORT' as const },
    { version: '1.34', status: 'STANDARD_SUPPORT' as const },
    { version: '1.25', status: 'UNSUPPORTED' as const },
  ];

  it.each([
    ['1.33', 'extended'],
    ['1.34', 'standard'],
    ['1.25', 'unknown'],
    ['1.35', 'unknown'],
  ])('of %s is %s', (version, support) => {
    expect(supportOf(version, versions)).toBe(support);
  });

  it('is unknown where EKS’ list was not read', () => {
    expect(supportOf('1.34', undefined)).toBe('unknown');
  });
});
