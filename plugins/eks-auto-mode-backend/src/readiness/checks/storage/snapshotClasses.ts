// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { newObject } from '../../patch';
import { count, listOf } from '../../text';
import { AUTO_EBS } from '../../volumes';

const OLD = 'ebs.csi.aws.com';

export const snapshotClasses = defineCheck({
  code: 'ST-10',
  title: 'Snapshots have a class for Auto Mode',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'volumeSnapshots', 'volumeSnapshotClasses'],
  why: 'Snapshots of volumes of Auto Mode need a class of its driver; jobs that make them with the old class fail from the day their volume is converted.',
  remediation:
    'Create a VolumeSnapshotClass with the driver ebs.csi.eks.amazonaws.com, keep the snapshot controller, and let backup tools use the new class.',
  source: 'EKS User Guide, create-storage-class; csi-snapshot-controller',
  evaluate: ({ cluster, volumeSnapshots, volumeSnapshotClasses }) => {
    const old = volumeSnapshotClasses.filter(one => one.driver === OLD);
    if (
      old.length === 0 ||
      volumeSnapshotClasses.some(one => one.driver === AUTO_EBS)
    )
      return [];
    const names = new Set(
      volumeSnapshotClasses.map(({ metadata }) => metadata.name),
    );
    const snapshots = volumeSnapshots.filter(({ spec }) =>
      old.some(one => one.metadata.name === spec.volumeSnapshotClassName),
    );
    return [
      {
        subject: { arn: cluster.arn },
        message: 'No class makes snapshots of volumes of Auto Mode.',
        evidence: `driver ${OLD}: ${listOf(
          old.map(({ metadata }) => metadata.name),
        )}, ${count(snapshots.length, 'snapshot')}`,
        patch: newObject(
          'Create a class for volumes of Auto Mode',
          {
            apiVersion: 'snapshot.storage.k8s.io/v1',
            kind: 'VolumeSnapshotClass',
            name:
              ['auto-ebs', 'eks-auto-mode-ebs'].find(
                name => !names.has(name),
              ) ?? 'ebs-csi-eks-amazonaws-com',
          },
          {
            driver: AUTO_EBS,
            deletionPolicy: old[0].deletionPolicy ?? 'Retain',
          },
        ),
      },
    ];
  },
});
