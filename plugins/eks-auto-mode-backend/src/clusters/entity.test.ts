// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Entity } from '@backstage/catalog-model';
import { clustersOfEntities, readClusterEntity } from './entity';

const arn = 'arn:aws:eks:eu-central-1:123456789012:cluster/Shop_EU';

function entity(
  annotations: Record<string, string>,
  type = 'kubernetes-cluster',
  name = 'shop-eu',
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, namespace: 'default', annotations },
    spec: { type, owner: 'team-shop' },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/team-shop' }],
  };
}

describe('readClusterEntity', () => {
  it.each([
    ['core', entity({ 'amazonaws.com/arn': arn })],
    ['Roadie', entity({ 'amazon.com/eks-cluster-arn': arn }, 'eks-cluster')],
  ])('reads the annotations of %s', (_, subject) => {
    expect(readClusterEntity(subject)).toEqual({
      state: 'cluster',
      cluster: {
        id: '123456789012.eu-central-1.Shop_EU',
        arn,
        name: 'Shop_EU',
        accountId: '123456789012',
        region: 'eu-central-1',
        entityRef: 'resource:default/shop-eu',
        owner: 'group:default/team-shop',
        options: {},
      },
    });
  });

  it.each([
    ['a GKE cluster', entity({ 'kubernetes.io/auth-provider': 'google' })],
    ['another resource', entity({ 'amazonaws.com/arn': arn }, 's3-bucket')],
  ])('leaves %s alone', (_, subject) => {
    expect(readClusterEntity(subject)).toEqual({ state: 'other' });
  });

  it.each<[string, string, Entity]>([
    ['missing-arn', 'no ARN on an EKS cluster', entity({}, 'eks-cluster')],
    [
      'missing-arn',
      'no ARN beside an account',
      entity({ 'amazonaws.com/account-id': '123456789012' }),
    ],
    [
      'malformed-arn',
      'an ARN of something else',
      entity({ 'amazonaws.com/arn': 'arn:aws:s3:::bucket' }),
    ],
    [
      'malformed-arn',
      'an account of eleven digits',
      entity({
        'amazonaws.com/arn': 'arn:aws:eks:eu-central-1:12345678901:cluster/a',
      }),
    ],
    [
      'annotations-disagree',
      'two ARNs',
      entity({
        'amazonaws.com/arn': arn,
        'amazon.com/eks-cluster-arn': `${arn}2`,
      }),
    ],
    [
      'annotations-disagree',
      'an account that the ARN does not have',
      entity({
        'amazonaws.com/arn': arn,
        'amazonaws.com/account-id': '210987654321',
      }),
    ],
  ])('answers %s for %s', (code, _, subject) => {
    expect(readClusterEntity(subject)).toMatchObject({
      state: 'problem',
      problem: { code, entityRef: 'resource:default/shop-eu' },
    });
  });

  it('keeps how the cluster is reached, but not the name that the processor mangled', () => {
    const reading = readClusterEntity(
      entity({
        'amazonaws.com/arn': arn,
        'kubernetes.io/api-server': 'https://proxy.example.com',
        'kubernetes.io/aws-assume-role': 'arn:aws:iam::123456789012:role/r',
        'kubernetes.io/x-k8s-aws-id': 'shop-eu',
      }),
    );
    expect(reading).toMatchObject({ state: 'cluster' });
    expect(reading.state === 'cluster' && reading.cluster.options).toEqual({
      'kubernetes.io/api-server': 'https://proxy.example.com',
      'kubernetes.io/aws-assume-role': 'arn:aws:iam::123456789012:role/r',
    });
    const outpost = readClusterEntity(
      entity({
        'amazonaws.com/arn': arn,
        'kubernetes.io/x-k8s-aws-id': '5f2c1d9e-0000',
      }),
    );
    expect(outpost.state === 'cluster' && outpost.cluster.options).toEqual({
      'kubernetes.io/x-k8s-aws-id': '5f2c1d9e-0000',
    });
  });
});

describe('clustersOfEntities', () => {
  it('reports two entities with one ARN and takes neither for its owner', () => {
    const { clusters, problems } = clustersOfEntities([
      entity({ 'amazonaws.com/arn': arn }, 'kubernetes-cluster', 'a'),
      entity({ 'amazon.com/eks-cluster-arn': arn }, 'eks-cluster', 'b'),
      entity({ 'amazonaws.com/arn': `${arn}-2` }, 'kubernetes-cluster', 'c'),
    ]);
    expect(problems.map(p => [p.entityRef, p.code])).toEqual([
      ['resource:default/a', 'duplicate-arn'],
      ['resource:default/b', 'duplicate-arn'],
    ]);
    expect(clusters).toEqual([
      expect.objectContaining({
        arn,
        entityRef: undefined,
        owner: undefined,
        problem: expect.objectContaining({ code: 'duplicate-arn' }),
      }),
      expect.objectContaining({ entityRef: 'resource:default/c' }),
    ]);
  });

  it('keeps the tags of an entity, and of two for one cluster neither', () => {
    const tagged = (name: string) => {
      const one = entity(
        { 'amazonaws.com/arn': arn },
        'kubernetes-cluster',
        name,
      );
      return { ...one, metadata: { ...one.metadata, tags: ['prod', 'pci'] } };
    };
    expect(clustersOfEntities([tagged('a')]).clusters[0].tags).toEqual([
      'pci',
      'prod',
    ]);
    expect(
      clustersOfEntities([tagged('a'), tagged('b')]).clusters[0].tags,
    ).toBeUndefined();
  });
});
