// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { mergePatch } from '../../patch';
import { isDefaultClass, isOldEbsClass } from '../../volumes';
import { subjectOf } from '../../workloads';

export const defaultStorageClass = defineCheck({
  code: 'ST-02',
  title: 'The default StorageClass makes volumes for Auto nodes',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['storageClasses'],
  why: 'New claims without a class get volumes that Auto nodes cannot mount.',
  remediation:
    'Make the class of ST-03 the default, and take the mark off this one.',
  source: 'EKS User Guide, create-storage-class',
  evaluate: ({ storageClasses }) =>
    storageClasses
      .filter(one => isDefaultClass(one) && isOldEbsClass(one))
      .map(storageClass => ({
        subject: subjectOf(storageClass),
        message: 'New claims get volumes that Auto nodes cannot mount.',
        evidence: `default class, provisioner ${storageClass.provisioner}`,
        patch: mergePatch(
          'Take the mark off this class (make that of ST-03 the default)',
          subjectOf(storageClass),
          {
            metadata: {
              annotations: {
                'storageclass.kubernetes.io/is-default-class': 'false',
                ...(storageClass.metadata.annotations?.[
                  'storageclass.beta.kubernetes.io/is-default-class'
                ] === undefined
                  ? {}
                  : {
                      'storageclass.beta.kubernetes.io/is-default-class': null,
                    }),
              },
            },
          },
        ),
      })),
});
