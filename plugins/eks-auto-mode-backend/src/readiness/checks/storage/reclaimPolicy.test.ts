// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aDeployment, aVolume } from '../../testing/objects';
import { holds, mends } from '../../testing/holds';
import { reclaimPolicy } from './reclaimPolicy';

const web = (
  persistentVolumeReclaimPolicy: string,
  driver = 'ebs.csi.aws.com',
) => {
  const { volume, claim } = aVolume('data', {
    volume: {
      persistentVolumeReclaimPolicy,
      csi: { driver, volumeHandle: 'v' },
    },
  });
  return {
    persistentVolumes: [volume],
    persistentVolumeClaims: [claim],
    deployments: [
      aDeployment('web', {
        spec: {
          volumes: [
            { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
          ],
        },
      }).deployment,
    ],
  };
};

holds(reclaimPolicy, [
  [
    'blocks on Delete',
    web('Delete'),
    ['blocker Deployment shop/web'],
    ['persistentVolumeReclaimPolicy Delete: volume pvc-data (claim data)'],
  ],
  ['passes on Retain', web('Retain'), []],
  ['passes over other drivers', web('Delete', 'efs.csi.aws.com'), []],
  [
    'passes over the driver of Auto Mode',
    web('Delete', 'ebs.csi.eks.amazonaws.com'),
    [],
  ],
]);

mends(reclaimPolicy, [
  [
    'blocks on Delete',
    web('Delete'),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: v1',
      'kind: PersistentVolume',
      'metadata:',
      '  name: pvc-data',
      'spec:',
      '  persistentVolumeReclaimPolicy: Retain',
    ],
  ],
]);
