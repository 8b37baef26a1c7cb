// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { missingOwners } from './missingOwners';

describe('owners that the catalog does not have', () => {
  const cluster = (name: string, owner?: string) => ({
    id: name,
    arn: `arn:aws:eks:us-east-1:111122223333:cluster/${name}`,
    name,
    accountId: '111122223333',
    region: 'us-east-1',
    entityRef: `resource:default/${name}`,
    owner,
    options: {},
  });

  it('are named with the entity and what to do; each is asked for once', async () => {
    const asked: string[][] = [];
    const problems = await missingOwners(
      [
        cluster('a', 'group:default/there'),
        cluster('b', 'group:default/gone'),
        cluster('c', 'group:default/gone'),
        cluster('d'),
      ],
      async refs => {
        asked.push(refs);
        return refs.map(ref => ref.endsWith('/there'));
      },
    );
    expect(asked).toEqual([['group:default/there', 'group:default/gone']]);
    expect(problems.map(each => [each.entityRef, each.code])).toEqual([
      ['resource:default/b', 'owner-missing'],
      ['resource:default/c', 'owner-missing'],
    ]);
    expect(problems[0].message).toContain('group:default/gone');
    expect(problems[0].remedy).toContain('Add group:default/gone');
  });

  it('are not asked for where no cluster has an owner', async () => {
    expect(
      await missingOwners([cluster('d')], async () => {
        throw new Error('asked');
      }),
    ).toEqual([]);
  });
});
