// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PersistentVolume } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { aStatefulSet, aVolume } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { ebsVolumes } from './ebsVolumes';

const db = (
  spec: Partial<PersistentVolume['spec']>,
  claimName = 'data-db-0',
) => {
  const { volume, claim } = aVolume(claimName, { volume: spec });
  return {
    persistentVolumes: [volume],
    persistentVolumeClaims: [claim],
    statefulSets: [
      aStatefulSet('db', {
        statefulSet: {
          volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }],
        },
      }).statefulSet,
    ],
  };
};
const csi = (driver: string) => ({ csi: { driver, volumeHandle: 'vol-1' } });
const found = ['blocker StatefulSet shop/db'];

holds(ebsVolumes, [
  [
    'blocks on the CSI driver',
    db(csi('ebs.csi.aws.com')),
    found,
    ['claim data-db-0 (volume pvc-data-db-0, ebs.csi.aws.com)'],
  ],
  [
    'blocks on the driver in the tree',
    db({ awsElasticBlockStore: { volumeID: 'vol-1' } }),
    found,
    ['claim data-db-0 (volume pvc-data-db-0, awsElasticBlockStore)'],
  ],
  [
    'passes on the driver of Auto Mode',
    db(csi('ebs.csi.eks.amazonaws.com')),
    [],
  ],
  ['passes on other drivers', db(csi('efs.csi.aws.com')), []],
  [
    'passes over claims of others',
    db(csi('ebs.csi.aws.com'), 'data-db-replica'),
    [],
  ],
]);
