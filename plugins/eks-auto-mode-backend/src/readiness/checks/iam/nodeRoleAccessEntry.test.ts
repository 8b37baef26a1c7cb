// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { AccessEntry } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { together } from '../../testing/groups';
import { holds, mends } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { nodeRoleAccessEntry } from './nodeRoleAccessEntry';

const nodeClass = {
  apiVersion: 'eks.amazonaws.com/v1',
  kind: 'NodeClass',
  metadata: { name: 'gpu' },
  spec: { role: 'gpu-nodes' },
};
const entry = (overrides: Partial<AccessEntry> = {}): AccessEntry => ({
  principalArn: 'arn:aws:iam::111122223333:role/gpu-nodes',
  type: 'EC2',
  kubernetesGroups: [],
  policies: [
    {
      policyArn:
        'arn:aws:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy',
      scope: 'cluster',
      namespaces: [],
    },
  ],
  ...overrides,
});
const withEntries = (...accessEntries: AccessEntry[]): Change => ({
  nodeClasses: [nodeClass],
  accessEntries,
});
const found = ['blocker NodeClass gpu'];

const ROLE_ARN = 'arn:aws:iam::111122223333:role/eks/gpu-nodes';
const anotherProfile = {
  arn: 'arn:aws:iam::111122223333:instance-profile/other',
  roleArn: 'arn:aws:iam::111122223333:role/other',
};
const byProfile = (...accessEntries: AccessEntry[]): Change => ({
  nodeClasses: [{ ...nodeClass, spec: { instanceProfile: 'gpu' } }],
  instanceProfiles: [
    anotherProfile,
    {
      arn: 'arn:aws:iam::111122223333:instance-profile/eks/gpu',
      roleArn: ROLE_ARN,
      onlyOfNodeClass: true,
    },
  ],
  accessEntries,
});

holds(nodeRoleAccessEntry, [
  [
    'blocks without an entry',
    withEntries(),
    found,
    ['spec.role = gpu-nodes; access entry: none'],
  ],
  [
    'blocks on another type',
    withEntries(entry({ type: 'EC2_LINUX' })),
    found,
    [
      'spec.role = gpu-nodes; access entry: type EC2_LINUX, AmazonEKSAutoNodePolicy associated',
    ],
  ],
  [
    'blocks without the policy',
    withEntries(entry({ policies: [] })),
    found,
    [
      'spec.role = gpu-nodes; access entry: type EC2, AmazonEKSAutoNodePolicy not associated',
    ],
  ],
  [
    'blocks on the entry of another role',
    withEntries(
      entry({ principalArn: 'arn:aws:iam::111122223333:role/other' }),
    ),
    found,
    ['spec.role = gpu-nodes; access entry: none'],
  ],
  [
    'blocks on another policy',
    withEntries(
      entry({
        policies: [
          {
            policyArn:
              'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy',
            scope: 'cluster',
            namespaces: [],
          },
        ],
      }),
    ),
    found,
    [
      'spec.role = gpu-nodes; access entry: type EC2, AmazonEKSAutoNodePolicy not associated',
    ],
  ],
  ['passes on a whole entry', withEntries(entry()), []],
  [
    'blocks on the role of an instance profile',
    byProfile(),
    found,
    ['spec.instanceProfile = gpu, of role gpu-nodes; access entry: none'],
  ],
  [
    'passes on an instance profile whose role has a whole entry',
    byProfile(entry({ principalArn: ROLE_ARN })),
    [],
  ],
  [
    'says unknown where nobody read the instance profile',
    together(byProfile(), { instanceProfiles: [anotherProfile] }),
    ['unknown NodeClass gpu'],
    ['spec.instanceProfile = gpu'],
  ],
  [
    'passes over a class that names neither, which Kubernetes refuses',
    together(byProfile(), { nodeClasses: [{ ...nodeClass, spec: {} }] }),
    [],
  ],
  [
    'passes on the role of the built-in pools',
    ({ cluster }) => ({
      nodeClasses: [nodeClass],
      cluster: {
        ...cluster,
        autoMode: {
          ...cluster.autoMode,
          nodeRoleArn: 'arn:aws:iam::111122223333:role/gpu-nodes',
        },
      },
    }),
    [],
  ],
  [
    'passes over classes of Karpenter',
    {
      nodeClasses: [
        {
          ...nodeClass,
          apiVersion: 'karpenter.k8s.aws/v1',
          kind: 'EC2NodeClass',
        },
      ],
    },
    [],
  ],
]);

mends(nodeRoleAccessEntry, [
  [
    'blocks without an entry',
    withEntries(),
    [
      'aws eks create-access-entry --region us-east-1 --cluster-name shop --principal-arn arn:aws:iam::111122223333:role/gpu-nodes --type EC2',
      'aws eks associate-access-policy --region us-east-1 --cluster-name shop --principal-arn arn:aws:iam::111122223333:role/gpu-nodes --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy --access-scope type=cluster',
    ],
  ],
  [
    'blocks on the role of an instance profile',
    byProfile(),
    [
      `aws eks create-access-entry --region us-east-1 --cluster-name shop --principal-arn ${ROLE_ARN} --type EC2`,
      `aws eks associate-access-policy --region us-east-1 --cluster-name shop --principal-arn ${ROLE_ARN} --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy --access-scope type=cluster`,
    ],
  ],
  [
    'blocks without the policy',
    withEntries(entry({ policies: [] })),
    [
      'aws eks associate-access-policy --region us-east-1 --cluster-name shop --principal-arn arn:aws:iam::111122223333:role/gpu-nodes --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy --access-scope type=cluster',
    ],
  ],
]);

it.each([
  ['none', [], /its role gpu-nodes has no access entry/, true],
  [
    'of another type, which has to be deleted first',
    [entry({ type: 'EC2_LINUX' })],
    /has an access entry of type EC2_LINUX/,
    false,
  ],
  [
    'without the policy',
    [entry({ policies: [] })],
    /lacks the policy for Auto nodes/,
    true,
  ],
])('IAM-09 of an entry %s', (_words, entries, message, patch) => {
  const [finding] = findingsOf(nodeRoleAccessEntry, withEntries(...entries));
  expect(finding.message).toMatch(message);
  expect(finding.patch !== undefined).toBe(patch);
});
