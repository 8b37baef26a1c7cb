// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Entity } from '@backstage/catalog-model';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { parse } from 'yaml';
import { fakeSessions, named } from '../inventory/__testUtils__/fakeSession';
import { readCatalogClusters } from './catalogClusters';
import { discoverClusters } from './discovery';
import { readClusterEntity } from './entity';
import { Environments, type Environment } from './environments';
import { ReachError } from './reachError';

const { signal } = new AbortController();
const account = '123456789012';
const arnOf = (name: string, region = 'eu-central-1') =>
  `arn:aws:eks:${region}:${account}:cluster/${name}`;

const environment = (regions: string[]): Environment => ({
  name: 'prod',
  accounts: [{ accountId: account, regions, roles: {} }],
  tags: {},
  windows: [],
  gates: { approverIsNotRequester: false, soakMs: 0 },
});

const resource = (name: string, arn: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name, annotations: { 'amazonaws.com/arn': arn } },
  spec: { type: 'kubernetes-cluster', owner: 'team-a' },
});

describe('readCatalogClusters', () => {
  it('lists clusters with owner and environment, and says which no environment names', async () => {
    const { clusters } = await readCatalogClusters({
      catalog: catalogServiceMock({
        entities: [
          resource('a', arnOf('a')),
          resource('b', arnOf('b', 'us-east-1')),
          { ...resource('c', arnOf('c')), kind: 'Component' },
        ],
      }),
      auth: mockServices.auth(),
      environments: new Environments([environment(['eu-central-1'])]),
    });
    expect(clusters).toEqual([
      expect.objectContaining({
        name: 'a',
        entityRef: 'resource:default/a',
        owner: 'group:default/team-a',
        environment: 'prod',
      }),
      expect.objectContaining({
        name: 'b',
        problem: expect.objectContaining({ code: 'no-environment' }),
      }),
    ]);
  });
});

describe('discoverClusters', () => {
  it('finds through all pages and regions what the catalog lacks, and a catalog-info that reads back', async () => {
    const sessions = fakeSessions({
      kubernetes: {},
      aws: {
        'eks:ListClusters': ({ nextToken }) =>
          nextToken
            ? { clusters: ['hidden'] }
            : { clusters: ['known', 'new'], nextToken: 'n' },
        'eks:DescribeCluster': ({ name }) =>
          name === 'hidden'
            ? named('AccessDeniedException')
            : {
                cluster: {
                  name,
                  version: '1.33',
                  computeConfig: { enabled: true },
                  tags: { Team: 'group:default/shop', system: 'not a: ref!' },
                },
              },
      },
    });
    const { unregistered, problems } = await discoverClusters(
      {
        environments: new Environments([
          environment(['eu-central-1', 'eu-west-1']),
        ]),
        registered: new Set([arnOf('known')]),
        sessions: {
          openRegion: async place => {
            if (place.region === 'eu-west-1') {
              throw new ReachError('role-denied', 'may not', 'trust');
            }
            return (await sessions.open(arnOf('x'), 'assess', {}, signal)).aws;
          },
        },
      },
      signal,
    );
    expect(unregistered.map(({ catalogInfo, ...rest }) => rest)).toEqual([
      {
        arn: arnOf('hidden'),
        name: 'hidden',
        accountId: account,
        region: 'eu-central-1',
      },
      {
        arn: arnOf('new'),
        name: 'new',
        accountId: account,
        region: 'eu-central-1',
        autoMode: true,
        version: '1.33',
      },
    ]);
    const entity: Entity = parse(unregistered[1].catalogInfo);
    expect(entity.spec).toEqual({
      type: 'kubernetes-cluster',
      owner: 'group:default/shop',
    });
    expect(readClusterEntity(entity)).toMatchObject({
      state: 'cluster',
      cluster: { arn: arnOf('new') },
    });
    // A region that does not answer is told; nothing is concluded about its clusters.
    expect(problems).toEqual([
      {
        accountId: account,
        region: 'eu-west-1',
        code: 'role-denied',
        message: 'may not',
        remedy: 'trust',
      },
    ]);
  });
});
