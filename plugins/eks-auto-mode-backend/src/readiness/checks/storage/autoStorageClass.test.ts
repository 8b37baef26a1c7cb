// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parse } from 'yaml';
import { CLUSTER_ARN } from '../../testing/inventory';
import { holds, mends } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
import { aStorageClass } from '../../testing/storage';
import { autoStorageClass } from './autoStorageClass';

holds(autoStorageClass, [
  [
    'warns once where there is none',
    { storageClasses: [aStorageClass('gp3', 'ebs.csi.aws.com')] },
    [`warning ${CLUSTER_ARN}`],
    ['provisioners: ebs.csi.aws.com'],
  ],
  [
    'warns where there is no class at all',
    { storageClasses: [] },
    [`warning ${CLUSTER_ARN}`],
    ['provisioners: none'],
  ],
]);

it('ST-03 offers a whole class, as the default only where there is no other', () => {
  const patchFor = (isDefault: boolean) =>
    parse(
      findingsOf(autoStorageClass, {
        storageClasses: [
          aStorageClass('gp3', 'ebs.csi.aws.com', { isDefault }),
        ],
      })[0].patch?.content ?? '',
    );
  expect(patchFor(true)).toEqual({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'auto-ebs-sc' },
    provisioner: 'ebs.csi.eks.amazonaws.com',
    volumeBindingMode: 'WaitForFirstConsumer',
    parameters: { type: 'gp3', encrypted: 'true' },
    allowedTopologies: [
      {
        matchLabelExpressions: [
          { key: 'eks.amazonaws.com/compute-type', values: ['auto'] },
        ],
      },
    ],
  });
  expect(patchFor(false).metadata.annotations).toEqual({
    'storageclass.kubernetes.io/is-default-class': 'true',
  });
});

mends(autoStorageClass, [
  [
    'warns once where there is none',
    { storageClasses: [aStorageClass('gp3', 'ebs.csi.aws.com')] },
    [
      '# kubectl create -f patch.yaml',
      'apiVersion: storage.k8s.io/v1',
      'kind: StorageClass',
      'metadata:',
      '  name: auto-ebs-sc',
      '  annotations:',
      '    storageclass.kubernetes.io/is-default-class: "true"',
      'provisioner: ebs.csi.eks.amazonaws.com',
      'volumeBindingMode: WaitForFirstConsumer',
      'parameters:',
      '  type: gp3',
      '  encrypted: "true"',
      'allowedTopologies:',
      '  - matchLabelExpressions:',
      '      - key: eks.amazonaws.com/compute-type',
      '        values:',
      '          - auto',
    ],
  ],
]);
