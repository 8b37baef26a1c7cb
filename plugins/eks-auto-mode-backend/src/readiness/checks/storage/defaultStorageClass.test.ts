// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds, mends } from '../../testing/holds';
import { aStorageClass } from '../../testing/storage';
import { defaultStorageClass } from './defaultStorageClass';

const beta = {
  ...aStorageClass('gp2', 'kubernetes.io/aws-ebs'),
  metadata: {
    name: 'gp2',
    annotations: { 'storageclass.beta.kubernetes.io/is-default-class': 'true' },
  },
};

holds(defaultStorageClass, [
  [
    'warns of a default of the CSI driver',
    {
      storageClasses: [
        aStorageClass('gp3', 'ebs.csi.aws.com', { isDefault: true }),
      ],
    },
    ['warning StorageClass gp3'],
    ['default class, provisioner ebs.csi.aws.com'],
  ],
  [
    'warns of one marked in the old way',
    { storageClasses: [beta] },
    ['warning StorageClass gp2'],
    ['default class, provisioner kubernetes.io/aws-ebs'],
  ],
  [
    'passes over others',
    {
      storageClasses: [
        aStorageClass('gp3', 'ebs.csi.aws.com'),
        aStorageClass('efs', 'efs.csi.aws.com', { isDefault: true }),
      ],
    },
    [],
  ],
]);

mends(defaultStorageClass, [
  [
    'warns of a default of the CSI driver',
    {
      storageClasses: [
        aStorageClass('gp3', 'ebs.csi.aws.com', { isDefault: true }),
      ],
    },
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: storage.k8s.io/v1',
      'kind: StorageClass',
      'metadata:',
      '  name: gp3',
      '  annotations:',
      '    storageclass.kubernetes.io/is-default-class: "false"',
    ],
  ],
  [
    'warns of one marked in the old way',
    { storageClasses: [beta] },
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: storage.k8s.io/v1',
      'kind: StorageClass',
      'metadata:',
      '  name: gp2',
      '  annotations:',
      '    storageclass.kubernetes.io/is-default-class: "false"',
      '    storageclass.beta.kubernetes.io/is-default-class: null',
    ],
  ],
]);
