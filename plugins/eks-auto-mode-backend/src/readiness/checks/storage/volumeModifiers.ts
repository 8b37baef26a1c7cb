// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';
import { claimKey, claimsOf } from '../../volumes';
import { subjectOf, WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const volumeModifiers = defineCheck({
  code: 'ST-07',
  title: 'No claim changes its volume by annotations',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: [...WORKLOAD_PARTS, 'persistentVolumeClaims'],
  why: 'Auto Mode does not know the annotations ebs.csi.aws.com/… by which the old driver changes type and throughput.',
  remediation: 'Use a VolumeAttributesClass.',
  source: 'EKS User Guide, create-storage-class',
  evaluate: parts => {
    const annotated = parts.persistentVolumeClaims.filter(({ metadata }) =>
      Object.keys(metadata.annotations ?? {}).some(key =>
        key.startsWith('ebs.csi.aws.com/'),
      ),
    );
    const used = new Set<string>();
    const workloads = workloadsOf(parts).flatMap((workload): FindingDraft[] => {
      const claims = claimsOf(workload, annotated);
      if (claims.length === 0) return [];
      claims.forEach(claim => used.add(claimKey(claim)));
      return [
        {
          subject: workload.subject,
          message:
            'Its claims change their volumes in a way that Auto Mode does not know.',
          evidence: listOf(
            claims.map(
              claim =>
                `claim ${claim.metadata.name}: ${keysOf(
                  claim.metadata.annotations,
                )}`,
            ),
          ),
        },
      ];
    });
    const others = annotated
      .filter(claim => !used.has(claimKey(claim)))
      .map(
        (claim): FindingDraft => ({
          subject: subjectOf(claim),
          message:
            'This claim changes its volume in a way that Auto Mode does not know.',
          evidence: keysOf(claim.metadata.annotations),
        }),
      );
    return [...workloads, ...others];
  },
});

function keysOf(annotations: Record<string, string> = {}): string {
  return listOf(
    Object.keys(annotations).filter(key => key.startsWith('ebs.csi.aws.com/')),
  );
}
