// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { isEbsClass } from '../../volumes';
import { subjectOf } from '../../workloads';

export const bindingMode = defineCheck({
  code: 'ST-06',
  title: 'Volumes are made where their pod stands',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['storageClasses'],
  why: 'A volume that is bound at once lies in some zone; the pod can then only run there, where there may be no node.',
  remediation:
    'Create a class with volumeBindingMode: WaitForFirstConsumer; the mode of a class never changes.',
  source: 'EKS User Guide, create-storage-class',
  evaluate: ({ storageClasses }) =>
    storageClasses
      .filter(
        one =>
          isEbsClass(one) &&
          (one.volumeBindingMode ?? 'Immediate') === 'Immediate',
      )
      .map(storageClass => ({
        subject: subjectOf(storageClass),
        message:
          'Volumes of this class are made in a zone before it is known where their pod runs.',
        evidence: `volumeBindingMode ${
          storageClass.volumeBindingMode ?? 'absent (Immediate)'
        }, provisioner ${storageClass.provisioner}`,
      })),
});
