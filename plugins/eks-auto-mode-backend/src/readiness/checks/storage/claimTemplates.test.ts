// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { aStatefulSet } from '../../testing/objects';
import { holds } from '../../testing/holds';
import { aStorageClass } from '../../testing/storage';
import { claimTemplates } from './claimTemplates';

const db = (storageClassName?: string) => ({
  statefulSets: [
    aStatefulSet('db', {
      statefulSet: {
        volumeClaimTemplates: [
          { metadata: { name: 'data' }, spec: { storageClassName } },
        ],
      },
    }).statefulSet,
  ],
});
const found = ['warning StatefulSet shop/db'];
const gp2 = aStorageClass('gp2', 'kubernetes.io/aws-ebs', {
  isDefault: true,
  createdAt: '2024-01-01T00:00:00Z',
});
const auto = aStorageClass('auto', 'ebs.csi.eks.amazonaws.com');

holds(claimTemplates, [
  [
    'warns of an old class',
    { ...db('gp2'), storageClasses: [gp2, auto] },
    found,
    ['volumeClaimTemplate data (class gp2, kubernetes.io/aws-ebs)'],
  ],
  [
    'passes on the class of Auto Mode',
    { ...db('auto'), storageClasses: [gp2, auto] },
    [],
  ],
  [
    'judges none by the default',
    { ...db(), storageClasses: [gp2, auto] },
    found,
    [
      'volumeClaimTemplate data (class gp2, the default, kubernetes.io/aws-ebs)',
    ],
  ],
  [
    'judges an empty one by the default',
    { ...db(''), storageClasses: [gp2, auto] },
    found,
    [
      'volumeClaimTemplate data (class gp2, the default, kubernetes.io/aws-ebs)',
    ],
  ],
  [
    'takes the newest of two defaults',
    {
      ...db(),
      storageClasses: [
        gp2,
        {
          ...aStorageClass('auto', 'ebs.csi.eks.amazonaws.com', {
            isDefault: true,
            createdAt: '2026-01-01T00:00:00Z',
          }),
        },
      ],
    },
    [],
  ],
  [
    'passes over a class that is not there',
    { ...db('fast'), storageClasses: [gp2] },
    [],
  ],
  [
    'passes over other drivers',
    { ...db('nfs'), storageClasses: [aStorageClass('nfs', 'example.org/nfs')] },
    [],
  ],
]);
