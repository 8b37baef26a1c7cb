// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { isOfNodes, keyFindings } from '../../keyFindings';
import { count, listOf } from '../../text';

export const volumeKeys = defineCheck({
  code: 'ST-09',
  title: 'Volumes are encrypted with keys that Auto Mode may use',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'kmsKeys', 'ebsVolumes'],
  why: 'Auto Mode makes and attaches volumes as the cluster role. With a key of one’s own that does not let this role in, no claim is bound and no volume attached; a volume without encryption stays so wherever it goes.',
  remediation:
    'Let the cluster role in by the key’s policy. Encrypt what is not: copy the volume’s snapshot with a key, and make the new volume of the copy.',
  source: 'EKS User Guide, auto-kms; create-storage-class',
  evaluate: ({ cluster, kmsKeys, ebsVolumes }) => {
    // A key of the nodes, too, is what IAM-12 speaks of: one patch mends both.
    const findings = kmsKeys
      .filter(({ usedBy }) => !usedBy.some(isOfNodes))
      .flatMap(key => keyFindings(key, cluster, 'volumes'));
    const plain = ebsVolumes.filter(({ encrypted }) => !encrypted);
    if (plain.length > 0) {
      findings.push({
        subject: { arn: cluster.arn },
        message: `${count(plain.length, 'volume')} of the cluster ${
          plain.length === 1 ? 'is' : 'are'
        } not encrypted.`,
        evidence: `DescribeVolumes: Encrypted = false of ${listOf(
          plain.map(({ id }) => id),
        )}`,
      });
    }
    return findings;
  },
});
