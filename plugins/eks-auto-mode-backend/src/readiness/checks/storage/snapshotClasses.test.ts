// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parse } from 'yaml';
import { holds, mends } from '../../testing/holds';
import { CLUSTER_ARN } from '../../testing/inventory';
import { findingsOf } from '../../testing/says';
import { snapshotClasses } from './snapshotClasses';

const classes = (...drivers: string[]) => ({
  volumeSnapshotClasses: drivers.map((driver, index) => ({
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshotClass',
    metadata: { name: index === 0 ? 'auto-ebs' : `class-${index}` },
    driver,
    deletionPolicy: 'Delete',
  })),
});

holds(snapshotClasses, [
  [
    'warns where only the old driver has one',
    classes('ebs.csi.aws.com', 'efs.csi.aws.com'),
    [`warning ${CLUSTER_ARN}`],
    ['driver ebs.csi.aws.com: auto-ebs, 0 snapshots'],
  ],
  [
    'passes with one of Auto Mode',
    classes('ebs.csi.aws.com', 'ebs.csi.eks.amazonaws.com'),
    [],
  ],
  ['passes over other drivers', classes('fsx.csi.aws.com'), []],
]);

it('takes a free name and the policy of the old class', () => {
  const [{ patch }] = findingsOf(snapshotClasses, classes('ebs.csi.aws.com'));
  expect(parse(patch?.content ?? '')).toEqual({
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshotClass',
    metadata: { name: 'eks-auto-mode-ebs' },
    driver: 'ebs.csi.eks.amazonaws.com',
    deletionPolicy: 'Delete',
  });
});

mends(snapshotClasses, [
  [
    'warns where only the old driver has one',
    classes('ebs.csi.aws.com', 'efs.csi.aws.com'),
    [
      '# kubectl create -f patch.yaml',
      'apiVersion: snapshot.storage.k8s.io/v1',
      'kind: VolumeSnapshotClass',
      'metadata:',
      '  name: eks-auto-mode-ebs',
      'driver: ebs.csi.eks.amazonaws.com',
      'deletionPolicy: Delete',
    ],
  ],
]);
