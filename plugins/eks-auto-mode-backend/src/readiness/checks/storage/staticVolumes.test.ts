// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds, mends } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
import { staticVolumes } from './staticVolumes';

const volume = (
  tags: Record<string, string> | undefined,
  driver = 'ebs.csi.eks.amazonaws.com',
) => ({
  persistentVolumes: [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'data' },
      spec: { csi: { driver, volumeHandle: 'vol-1' } },
    },
  ],
  ebsVolumes: tags ? [{ id: 'vol-1', encrypted: true, tags }] : [],
});
const found = ['blocker PersistentVolume data'];

holds(staticVolumes, [
  [
    'blocks without the tag',
    volume({}),
    found,
    ['vol-1: eks:eks-cluster-name = absent'],
  ],
  [
    'blocks with the tag of another cluster',
    volume({ 'eks:eks-cluster-name': 'other' }),
    found,
    ['vol-1: eks:eks-cluster-name = other'],
  ],
  ['passes with it', volume({ 'eks:eks-cluster-name': 'shop' }), []],
  [
    'blocks where the volume is gone',
    volume(undefined),
    found,
    ['DescribeVolumes knows no vol-1'],
  ],
  [
    'passes over volumes of the old driver, which ST-01 speaks of',
    volume({}, 'ebs.csi.aws.com'),
    [],
  ],
]);

it('tags what exists', () => {
  expect(findingsOf(staticVolumes, volume({}))[0].patch?.content).toBe(
    'aws ec2 create-tags --region us-east-1 --resources vol-1 --tags Key=eks:eks-cluster-name,Value=shop\n',
  );
  expect(findingsOf(staticVolumes, volume(undefined))[0].patch).toBeUndefined();
});

mends(staticVolumes, [
  [
    'blocks without the tag',
    volume({}),
    [
      'aws ec2 create-tags --region us-east-1 --resources vol-1 --tags Key=eks:eks-cluster-name,Value=shop',
    ],
  ],
]);
