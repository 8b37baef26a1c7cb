// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PodSpec } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aContainer, aDaemonSet } from '../../testing/objects';
import { holds, mends } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { addonVersions } from './addonVersions';

const ARN = 'arn:aws:eks:us-east-1:111122223333:addon/shop/vpc-cni/1';
const cni =
  (version: string): Change =>
  ({ addons }) => ({
    addons: addons.map(one =>
      one.name === 'vpc-cni'
        ? { ...one, version, compatibleVersions: ['v1.20.4-eksbuild.1'] }
        : one,
    ),
  });
const selfManaged = (image: string): Change => ({
  addons: [],
  daemonSets: [
    aDaemonSet('aws-node', {
      namespace: 'kube-system',
      spec: { containers: [aContainer({ image })] },
    }).daemonSet,
  ],
});

const old = (
  name: string,
  namespace = 'kube-system',
  spec: Partial<PodSpec> = {},
) => [
  aDaemonSet(name, {
    namespace,
    spec: {
      containers: [aContainer({ image: 'amazon-k8s-cni:v1.18.0' })],
      ...spec,
    },
  }).daemonSet,
];

holds(addonVersions, [
  [
    'blocks on an old add-on',
    cni('v1.18.5-eksbuild.1'),
    [`blocker ${ARN}`],
    ['vpc-cni v1.18.5-eksbuild.1; at least v1.19.0-eksbuild.1'],
  ],
  ['passes at the floor', cni('v1.19.0-eksbuild.1'), []],
  [
    'blocks on an old self-managed one',
    selfManaged(
      '602401143452.dkr.ecr.us-east-1.amazonaws.com/amazon-k8s-cni:v1.18.0',
    ),
    ['blocker DaemonSet kube-system/aws-node'],
    ['container app: image tag v1.18.0; at least v1.19.0-eksbuild.1'],
  ],
  [
    'passes on a new self-managed one',
    selfManaged('amazon-k8s-cni:v1.20.0'),
    [],
  ],
  [
    'leaves an image without a version to ADD-03',
    selfManaged('amazon-k8s-cni@sha256:abc'),
    [],
  ],
  [
    'leaves one that EKS manages to EKS',
    ({ addons }) => ({
      addons,
      daemonSets: old('aws-node'),
    }),
    [],
  ],
  [
    'passes over other DaemonSets',
    { addons: [], daemonSets: old('other') },
    [],
  ],
  [
    'passes over one of that name elsewhere',
    { addons: [], daemonSets: old('aws-node', 'shop') },
    [],
  ],
  [
    'passes over one that keeps off Auto nodes',
    {
      addons: [],
      daemonSets: old('aws-node', 'kube-system', {
        nodeSelector: { 'eks.amazonaws.com/compute-type': 'hybrid' },
      }),
    },
    [],
  ],
  [
    'passes over one without containers',
    {
      addons: [],
      daemonSets: old('aws-node', 'kube-system', { containers: [] }),
    },
    [],
  ],
]);

it('ADD-01 is mended by the plan where EKS manages the add-on, and only there', () => {
  const [managed] = findingsOf(addonVersions, cni('v1.18.5-eksbuild.1'));
  expect(managed.resolvedBy).toBe('plan');
  expect(managed.patch?.content).toContain(
    '--addon-version v1.20.4-eksbuild.1 --resolve-conflicts PRESERVE',
  );
  expect(
    findingsOf(addonVersions, selfManaged('amazon-k8s-cni:v1.18.0'))[0]
      .resolvedBy,
  ).toBe('platform');
});

it('ADD-01 is the platform team’s where EKS offers nothing that will do, and shows no command', () => {
  const [stuck] = findingsOf(addonVersions, ({ addons }) => ({
    addons: addons.map(one =>
      one.name === 'vpc-cni'
        ? {
            ...one,
            version: 'v1.18.0-eksbuild.1',
            compatibleVersions: ['v1.18.5-eksbuild.1', 'v1.18.0-eksbuild.1'],
          }
        : one,
    ),
  }));
  expect(stuck).toMatchObject({
    severity: 'blocker',
    resolvedBy: 'platform',
    remedy: 'Upgrade the cluster first.',
  });
  expect(stuck.patch).toBeUndefined();
});

mends(addonVersions, [
  [
    'blocks on an old add-on',
    cni('v1.18.5-eksbuild.1'),
    [
      'aws eks update-addon --region us-east-1 --cluster-name shop --addon-name vpc-cni --addon-version v1.20.4-eksbuild.1 --resolve-conflicts PRESERVE',
    ],
  ],
]);
