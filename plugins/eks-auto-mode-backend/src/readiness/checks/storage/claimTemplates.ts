// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';
import { defaultClass, isOldEbsClass } from '../../volumes';
import { subjectOf } from '../../workloads';

export const claimTemplates = defineCheck({
  code: 'ST-04',
  title: 'StatefulSets make volumes for Auto nodes',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: ['statefulSets', 'storageClasses'],
  why: 'New replicas would get volumes that Auto nodes cannot mount, and the template of a StatefulSet never changes.',
  remediation:
    'Delete the StatefulSet with --cascade=orphan and create it again with the new class.',
  source: 'awslabs/eks-auto-mode-ebs-migration-tool',
  evaluate: ({ statefulSets, storageClasses }) => {
    const byName = new Map(storageClasses.map(one => [one.metadata.name, one]));
    const standard = defaultClass(storageClasses);
    return statefulSets.flatMap(statefulSet => {
      const old = (statefulSet.spec.volumeClaimTemplates ?? []).flatMap(
        ({ metadata, spec }) => {
          const name =
            spec.storageClassName ||
            metadata.annotations?.['volume.beta.kubernetes.io/storage-class'];
          const storageClass = name ? byName.get(name) : standard;
          return storageClass && isOldEbsClass(storageClass)
            ? [
                `${metadata.name} (class ${storageClass.metadata.name}${
                  name ? '' : ', the default'
                }, ${storageClass.provisioner})`,
              ]
            : [];
        },
      );
      if (old.length === 0) return [];
      return [
        {
          subject: subjectOf(statefulSet),
          message:
            'New replicas would get volumes that Auto nodes cannot mount.',
          evidence: `volumeClaimTemplate ${listOf(old)}`,
        },
      ];
    });
  },
});
