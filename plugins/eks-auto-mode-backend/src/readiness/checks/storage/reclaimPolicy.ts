// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { mergePatches } from '../../patch';
import { listOf } from '../../text';
import { isOldEbsVolume, volumesOf } from '../../volumes';
import { subjectOf, WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const reclaimPolicy = defineCheck({
  code: 'ST-05',
  title: 'Volumes outlive their conversion',
  severity: 'blocker',
  resolvedBy: 'owner',
  reads: [...WORKLOAD_PARTS, 'persistentVolumes', 'persistentVolumeClaims'],
  why: 'Converting a volume deletes its object in Kubernetes; with the policy Delete the data goes with it.',
  remediation:
    'Set persistentVolumeReclaimPolicy: Retain before the volume is converted.',
  source: 'awslabs/eks-auto-mode-ebs-migration-tool',
  evaluate: parts =>
    workloadsOf(parts).flatMap(workload => {
      const doomed = volumesOf(workload, parts).filter(
        // Delete is what a volume gets that says nothing and was made for a claim.
        ({ volume }) =>
          isOldEbsVolume(volume) &&
          volume.spec.persistentVolumeReclaimPolicy === 'Delete',
      );
      if (doomed.length === 0) return [];
      return [
        {
          subject: workload.subject,
          message: 'The data of its volumes would be deleted with them.',
          evidence: `persistentVolumeReclaimPolicy Delete: ${listOf(
            doomed.map(
              ({ volume, claim }) =>
                `volume ${volume.metadata.name} (claim ${claim.metadata.name})`,
            ),
          )}`,
          patch: mergePatches(
            'Retain the volumes',
            doomed.map(({ volume }) => subjectOf(volume)),
            { spec: { persistentVolumeReclaimPolicy: 'Retain' } },
          ),
        },
      ];
    }),
});
