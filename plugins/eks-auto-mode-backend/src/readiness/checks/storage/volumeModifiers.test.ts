// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aDeployment, aVolume } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { volumeModifiers } from './volumeModifiers';

const { claim } = aVolume('data', {
  annotations: { 'ebs.csi.aws.com/throughput': '250' },
});
const plain = aVolume('data').claim;
const web = aDeployment('web', {
  spec: {
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
  },
}).deployment;

holds(volumeModifiers, [
  [
    'warns the workload that mounts it',
    { persistentVolumeClaims: [claim], deployments: [web] },
    ['warning Deployment shop/web'],
    ['claim data: ebs.csi.aws.com/throughput'],
  ],
  [
    'warns of a claim that nobody mounts',
    { persistentVolumeClaims: [claim] },
    ['warning PersistentVolumeClaim shop/data'],
    ['ebs.csi.aws.com/throughput'],
  ],
  [
    'passes without such annotations',
    { persistentVolumeClaims: [plain], deployments: [web] },
    [],
  ],
]);
