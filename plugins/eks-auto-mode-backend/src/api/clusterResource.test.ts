// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  clusterConditions,
  clusterPermissionRules,
  type ClusterResource,
} from './clusterResource';

const { isOwner, inEnvironment, inAccount, hasTag } = clusterPermissionRules;

const cluster: ClusterResource = {
  id: 'shop',
  owner: 'group:default/team-checkout',
  environment: 'prod',
  accountId: '111122223333',
  tags: ['pci', 'production'],
};
/** One whose entity is not in the catalog, or named twice: nothing is known of it. */
const unknown: ClusterResource = { id: 'x', accountId: '444455556666' };

describe('a condition on clusters', () => {
  it.each<[string, boolean, boolean]>([
    [
      'of an owner among the claims',
      isOwner.apply(cluster, { claims: ['group:default/team-checkout'] }),
      true,
    ],
    [
      'of another owner',
      isOwner.apply(cluster, { claims: ['group:default/team-data'] }),
      false,
    ],
    ['without an owner', isOwner.apply(unknown, { claims: [''] }), false],
    [
      'of an environment',
      inEnvironment.apply(cluster, { environments: ['prod'] }),
      true,
    ],
    [
      'without an environment',
      inEnvironment.apply(unknown, { environments: ['prod'] }),
      false,
    ],
    [
      'of an account',
      inAccount.apply(cluster, { accounts: ['111122223333'] }),
      true,
    ],
    [
      'of another account',
      inAccount.apply(unknown, { accounts: ['111122223333'] }),
      false,
    ],
    ['with a tag', hasTag.apply(cluster, { tag: 'production' }), true],
    ['with a part of a tag', hasTag.apply(cluster, { tag: 'prod' }), false],
    ['with another tag', hasTag.apply(cluster, { tag: 'staging' }), false],
    ['without tags', hasTag.apply(unknown, { tag: 'production' }), false],
  ])('%s', (_, allowed, expected) => {
    expect(allowed).toBe(expected);
  });

  it('stands open to authors of policies', () => {
    expect(clusterConditions.hasTag({ tag: 'production' })).toMatchObject({
      rule: 'HAS_TAG',
      resourceType: 'eks-auto-mode-cluster',
      params: { tag: 'production' },
    });
  });
});
