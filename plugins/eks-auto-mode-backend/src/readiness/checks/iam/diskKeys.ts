// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { isOfNodes, keyFindings } from '../../keyFindings';

export const diskKeys = defineCheck({
  code: 'IAM-12',
  title: 'The cluster role may use the keys of the nodes’ disks',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'kmsKeys'],
  why: 'Auto Mode encrypts the disks of its nodes with the account’s default key of EBS, or with the one that a NodeClass names, as the cluster role. A key of one’s own that does not let this role in keeps every node from starting.',
  remediation:
    'Add the two statements to the key’s policy: use of the key, and grants for AWS resources. A grant that somebody made on the key by hand is not looked at; where there is one, accept the finding.',
  source: 'EKS User Guide, auto-kms',
  evaluate: ({ cluster, kmsKeys }) =>
    kmsKeys
      .filter(({ usedBy }) => usedBy.some(isOfNodes))
      .flatMap(key => keyFindings(key, cluster, 'Auto nodes')),
});
