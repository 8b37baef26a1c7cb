// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aDeployment, aVolume } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { otherDrivers } from './otherDrivers';

const web = (driver: string) => {
  const { volume, claim } = aVolume('data', {
    volume: { csi: { driver, volumeHandle: 'v' } },
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

holds(otherDrivers, [
  [
    'tells of EFS',
    web('efs.csi.aws.com'),
    ['info Deployment shop/web'],
    ['driver efs.csi.aws.com'],
  ],
  ['is silent on others', web('example.org/nfs'), []],
]);
