// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';
import { isOldEbsVolume, volumesOf } from '../../volumes';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const ebsVolumes = defineCheck({
  code: 'ST-01',
  title: 'No workload mounts a volume of the EBS CSI driver',
  severity: 'blocker',
  resolvedBy: 'owner',
  reads: [...WORKLOAD_PARTS, 'persistentVolumes', 'persistentVolumeClaims'],
  why: 'Auto nodes mount only volumes of their own driver, and the driver of a volume never changes.',
  remediation:
    'Convert the volume (the workload is away meanwhile), or accept this and keep its node group.',
  source: 'EKS User Guide, migrate-auto; create-storage-class',
  evaluate: parts =>
    workloadsOf(parts).flatMap(workload => {
      const old = volumesOf(workload, parts).filter(({ volume }) =>
        isOldEbsVolume(volume),
      );
      if (old.length === 0) return [];
      return [
        {
          subject: workload.subject,
          message: 'It mounts volumes that Auto nodes cannot mount.',
          evidence: listOf(
            old.map(
              ({ volume, claim }) =>
                `claim ${claim.metadata.name} (volume ${
                  volume.metadata.name
                }, ${volume.spec.csi?.driver ?? 'awsElasticBlockStore'})`,
            ),
          ),
        },
      ];
    }),
});
