// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { shellPatch } from '../../patch';
import { AUTO_EBS } from '../../volumes';
import { subjectOf } from '../../workloads';

const TAG = 'eks:eks-cluster-name';

export const staticVolumes = defineCheck({
  code: 'ST-08',
  title: 'Static volumes carry the cluster’s tag',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster', 'persistentVolumes', 'ebsVolumes'],
  why: 'Auto Mode may attach only volumes that carry the name of the cluster: one that somebody brought in by a PersistentVolume is refused without the tag.',
  remediation: `Tag the volume ${TAG} with the name of the cluster.`,
  source: 'EKS User Guide, create-storage-class; auto-cluster-iam-role',
  evaluate: ({ cluster, persistentVolumes, ebsVolumes }) => {
    const byId = new Map(ebsVolumes.map(volume => [volume.id, volume]));
    return persistentVolumes.flatMap(volume => {
      const { csi } = volume.spec;
      if (csi?.driver !== AUTO_EBS) return [];
      const found = byId.get(csi.volumeHandle);
      if (found?.tags[TAG] === cluster.name) return [];
      return [
        {
          subject: subjectOf(volume),
          message: found
            ? 'Auto Mode may not attach its volume, which is not tagged for this cluster.'
            : 'Its volume does not exist.',
          evidence: found
            ? `${csi.volumeHandle}: ${TAG} = ${found.tags[TAG] ?? 'absent'}`
            : `DescribeVolumes knows no ${csi.volumeHandle}`,
          patch: found
            ? shellPatch('Tag the volume', [
                [
                  'aws',
                  'ec2',
                  'create-tags',
                  '--region',
                  cluster.region,
                  '--resources',
                  found.id,
                  '--tags',
                  `Key=${TAG},Value=${cluster.name}`,
                ],
              ])
            : undefined,
        },
      ];
    });
  },
});
