// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { account, arnOf, bucketFaults, bucketRegions } from './accounts';
import { hostile } from './hostile';

const group = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name },
  spec: { type: 'team', children: [] },
});

function resource(
  name: string,
  annotations: Record<string, string>,
  owner = 'group:default/team-platform',
) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name, annotations },
    spec: { type: 'kubernetes-cluster', owner },
  };
}

const simple = (name: string, owner?: string) =>
  resource(name, { 'amazonaws.com/arn': arnOf(name) }, owner);

/** Clusters of the first portal that have nothing wrong in the catalog. */
const sound = [
  'hostile',
  'wrong-ca',
  'refused-401',
  'refused-403',
  'group-500',
  'expired-once',
  'expired-always',
  'crowded',
  'aggregated-down',
  'thousandfold',
  'unpriced',
  'template-deleted',
  'unserved',
  'drifted',
  'updating',
  'deleted-late',
  'never-allows',
  'two-budgets',
  'bare-pod',
  'expires',
  'never-later',
  'two-later',
  'bare-later',
  'tolerates',
  'auto-labelled',
  'late-node',
  'crashes',
  'shared',
  'secrets',
];

const groups = [group('team-platform'), group('team-shop')];

export const firstCatalog = [
  ...groups,
  ...sound.map(name => simple(name)),
  simple('nobodys', 'group:default/team-of-nobody'),
  resource('malformed', { 'amazonaws.com/arn': 'arn:aws:eks:us-east-1:oops' }),
  resource('malformed-hostile', {
    'amazonaws.com/arn': `arn:aws:${hostile.all}`,
  }),
  resource('disagrees', {
    'amazonaws.com/arn': arnOf('drifted'),
    'amazon.com/eks-cluster-arn': arnOf('updating'),
  }),
  resource('disagrees-account', {
    'amazonaws.com/arn': arnOf('drifted'),
    'amazonaws.com/account-id': '999988887777',
  }),
  resource('twice-a', { 'amazonaws.com/arn': arnOf('twice-named') }),
  resource('twice-b', { 'amazonaws.com/arn': arnOf('twice-named') }),
  simple('deleted'),
  ...bucketFaults.map(fault =>
    resource(`bucket-${fault}`, {
      'amazonaws.com/arn': arnOf(`bucket-${fault}`, bucketRegions[fault]),
      'amazonaws.com/account-id': account,
    }),
  ),
];

export const secondCatalog = [...groups, simple('database'), simple('shared')];
