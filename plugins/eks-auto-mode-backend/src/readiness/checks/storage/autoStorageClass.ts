// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { COMPUTE_TYPE } from '../../nodes';
import { newObject } from '../../patch';
import { listOf } from '../../text';
import { AUTO_EBS, defaultClass, isOldEbsClass } from '../../volumes';

export const autoStorageClass = defineCheck({
  code: 'ST-03',
  title: 'There is a StorageClass for Auto nodes',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'storageClasses'],
  why: 'Auto Mode brings none: without one no new volume can be made for its nodes.',
  remediation: 'Create one with the provisioner ebs.csi.eks.amazonaws.com.',
  source: 'EKS User Guide, create-storage-class',
  evaluate: ({ cluster, storageClasses }) => {
    if (storageClasses.some(one => one.provisioner === AUTO_EBS)) return [];
    // Two defaults would compete: the mark goes with the class only where no other default serves.
    const current = defaultClass(storageClasses);
    const names = new Set(storageClasses.map(one => one.metadata.name));
    const name =
      ['auto-ebs-sc', 'eks-auto-mode-ebs'].find(one => !names.has(one)) ??
      'ebs-csi-eks-amazonaws-com';
    return [
      {
        subject: { arn: cluster.arn },
        message: 'No StorageClass makes volumes that Auto nodes can mount.',
        evidence: `provisioners: ${
          listOf(storageClasses.map(one => one.provisioner)) || 'none'
        }`,
        patch: newObject(
          current && isOldEbsClass(current)
            ? 'Create a class (mark it as the default when ST-02 is done)'
            : 'Create a class',
          { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', name },
          {
            ...(current
              ? {}
              : {
                  metadata: {
                    annotations: {
                      'storageclass.kubernetes.io/is-default-class': 'true',
                    },
                  },
                }),
            provisioner: AUTO_EBS,
            volumeBindingMode: 'WaitForFirstConsumer',
            parameters: { type: 'gp3', encrypted: 'true' },
            allowedTopologies: [
              {
                matchLabelExpressions: [
                  { key: COMPUTE_TYPE, values: ['auto'] },
                ],
              },
            ],
          },
        ),
      },
    ];
  },
});
