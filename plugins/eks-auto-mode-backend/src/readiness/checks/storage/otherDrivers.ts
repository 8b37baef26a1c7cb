// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';
import { volumesOf } from '../../volumes';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

const STAYING = new Set([
  'efs.csi.aws.com',
  'fsx.csi.aws.com',
  'fsx.openzfs.csi.aws.com',
  's3.csi.aws.com',
]);

export const otherDrivers = defineCheck({
  code: 'ST-11',
  title: 'Volumes of EFS, FSx and S3',
  severity: 'info',
  resolvedBy: 'platform',
  reads: [...WORKLOAD_PARTS, 'persistentVolumes', 'persistentVolumeClaims'],
  why: 'Auto Mode does not bring these drivers: they stay, and their DaemonSet has to run on Auto nodes too.',
  remediation:
    'See that the driver’s DaemonSet tolerates the taints of the planned pools.',
  source: 'EKS User Guide, create-storage-class',
  evaluate: parts =>
    workloadsOf(parts).flatMap(workload => {
      const drivers = volumesOf(workload, parts).flatMap(({ volume }) => {
        const driver = volume.spec.csi?.driver;
        return driver && STAYING.has(driver) ? [driver] : [];
      });
      if (drivers.length === 0) return [];
      return [
        {
          subject: workload.subject,
          message:
            'Its volumes move with it, as long as their driver runs on Auto nodes too.',
          evidence: `driver ${listOf(drivers)}`,
        },
      ];
    }),
});
