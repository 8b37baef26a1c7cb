// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { normaliseKey, withAliases } from './labels';

describe('older names of labels', () => {
  it.each([
    ['beta.kubernetes.io/arch', 'kubernetes.io/arch'],
    ['topology.ebs.csi.aws.com/zone', 'topology.kubernetes.io/zone'],
    ['team', 'team'],
    ['toString', 'toString'],
  ])('%s stands for %s', (alias, key) => {
    expect(normaliseKey(alias)).toBe(key);
  });

  it('stand beside the newer ones on a node, but for that of a driver which does not run there', () => {
    expect(
      withAliases({
        'topology.kubernetes.io/zone': 'a',
        'kubernetes.io/arch': 'arm64',
        'beta.kubernetes.io/arch': 'own',
        team: 'x',
      }),
    ).toEqual({
      'topology.kubernetes.io/zone': 'a',
      'failure-domain.beta.kubernetes.io/zone': 'a',
      'kubernetes.io/arch': 'arm64',
      'beta.kubernetes.io/arch': 'own',
      team: 'x',
    });
  });
});
