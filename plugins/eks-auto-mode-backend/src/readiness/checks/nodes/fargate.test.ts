// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { FargateProfile } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { holds, mends } from '../../testing/holds';
import { aDaemonSet, aDeployment } from '../../testing/objects';
import { findingsOf } from '../../testing/says';
import { fargate } from './fargate';

const profile = (
  name: string,
  selectors: FargateProfile['selectors'],
): FargateProfile => ({
  name,
  arn: `arn:${name}`,
  status: 'ACTIVE',
  selectors,
  subnetIds: [],
  podExecutionRoleArn: 'arn:role',
});
const web = (
  selectors: FargateProfile['selectors'],
  annotations: Record<string, string> = {},
) => ({
  fargateProfiles: [profile('a', selectors)],
  pods: [],
  deployments: [aDeployment('web', { annotations }).deployment],
});
const both = ['warning arn:a', 'warning Deployment shop/web'];

holds(fargate, [
  [
    'warns of each profile',
    {
      fargateProfiles: ['a', 'b'].map(name =>
        profile(name, [{ namespace: 'batch', labels: {} }]),
      ),
    },
    ['warning arn:a', 'warning arn:b'],
    ['namespace batch', 'namespace batch'],
  ],
  [
    'warns of a workload of its namespace',
    web([{ namespace: 'shop', labels: {} }]),
    both,
    ['namespace shop', 'Fargate profile a: namespace shop'],
  ],
  [
    'warns of a workload with its labels',
    web([{ namespace: 'sh*', labels: { app: 'w?b' } }]),
    both,
    ['namespace sh*, app=w?b', 'Fargate profile a: namespace sh*, app=w?b'],
  ],
  [
    'passes over a workload that lacks a label',
    web([{ namespace: 'shop', labels: { app: 'web', zone: 'x' } }]),
    ['warning arn:a'],
    ['namespace shop, app=web, zone=x'],
  ],
  [
    'passes over a workload of another namespace',
    web([{ namespace: 'shops', labels: {} }]),
    ['warning arn:a'],
    ['namespace shops'],
  ],
  [
    'passes over one that asks for EC2',
    web([{ namespace: 'shop', labels: {} }], {
      'eks.amazonaws.com/compute-type': 'ec2',
    }),
    ['warning arn:a'],
    ['namespace shop'],
  ],
  [
    'passes over DaemonSets, which Fargate does not run',
    {
      fargateProfiles: [profile('a', [{ namespace: 'shop', labels: {} }])],
      deployments: [],
      pods: [],
      daemonSets: [aDaemonSet('logs').daemonSet],
    },
    ['warning arn:a'],
    ['namespace shop'],
  ],
  [
    'tells two profiles apart, and takes one selector of several',
    {
      ...web([{ namespace: 'shop', labels: {} }]),
      fargateProfiles: [
        profile('a', [
          { namespace: 'batch', labels: {} },
          { namespace: 'shop', labels: { app: 'web' } },
        ]),
        profile('b', [{ namespace: 'other', labels: {} }]),
      ],
    },
    ['warning arn:a', 'warning arn:b', 'warning Deployment shop/web'],
  ],
  [
    'looks at values only of labels that are there',
    web([{ namespace: 'shop', labels: { zone: '*' } }]),
    ['warning arn:a'],
  ],
  [
    'looks at pods from before the annotation',
    {
      ...web([{ namespace: 'shop', labels: {} }], {
        'eks.amazonaws.com/compute-type': 'ec2',
      }),
      replicaSets: [aDeployment('web').replicaSet],
      pods: aDeployment('web').pods,
    },
    both,
  ],
]);

describe('the patch of a profile', () => {
  const patches = (annotations: Record<string, string>) =>
    findingsOf(fargate, web([{ namespace: 'shop', labels: {} }], annotations))
      .filter(({ subject }) => 'arn' in subject)
      .map(({ patch }) => patch?.content ?? '');

  it('is to delete it, which deletes its pods, only where it has none', () => {
    expect(patches({})).toEqual(['']);
    expect(patches({ 'eks.amazonaws.com/compute-type': 'ec2' })).toEqual([
      'aws eks delete-fargate-profile --region us-east-1 --cluster-name shop --fargate-profile-name a\n',
    ]);
  });
});

mends(fargate, [
  [
    'warns of each profile',
    {
      fargateProfiles: ['a', 'b'].map(name =>
        profile(name, [{ namespace: 'batch', labels: {} }]),
      ),
    },
    [
      'aws eks delete-fargate-profile --region us-east-1 --cluster-name shop --fargate-profile-name a',
    ],
  ],
]);

it('NG-16 counts what a profile keeps, and gives no command that would end it', () => {
  const [kept, workload] = findingsOf(
    fargate,
    web([{ namespace: 'shop', labels: {} }]),
  );
  expect(kept.message).toContain('keeps the pods of 1 workload on Fargate');
  expect(kept.patch).toBeUndefined();
  expect(workload.patch?.content).toContain(
    'eks.amazonaws.com/compute-type: ec2',
  );
  const [idle] = findingsOf(fargate, web([{ namespace: 'x', labels: {} }]));
  expect(idle.message).toContain('the pods that it matches');
  expect(idle.patch?.content).toContain('delete-fargate-profile');
});
