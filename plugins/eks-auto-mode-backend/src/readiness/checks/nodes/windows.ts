// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { subjectOf } from '../../workloads';

export const windows = defineCheck({
  code: 'NG-03',
  title: 'No Windows nodes',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['nodegroups', 'nodes'],
  why: 'Auto Mode has no Windows nodes.',
  remediation:
    'Keep this group, if AWS confirms that it may stay beside Auto nodes, or move its workloads to another cluster.',
  source: 'EKS User Guide, auto-migrate-reference (draft)',
  evaluate: ({ nodegroups, nodes }) => {
    const groups = nodegroups.filter(({ amiType }) =>
      amiType?.startsWith('WINDOWS'),
    );
    const found: FindingDraft[] = groups.map(({ arn, name, amiType }) => ({
      subject: { arn },
      message: `The node group ${name} runs Windows, which Auto Mode does not have.`,
      evidence: `amiType = ${amiType}`,
    }));
    const named = new Set(groups.map(group => group.name));
    const others = nodes.filter(
      ({ metadata: { labels } }) =>
        labels?.['kubernetes.io/os'] === 'windows' &&
        !named.has(labels['eks.amazonaws.com/nodegroup'] ?? ''),
    );
    return [
      ...found,
      ...others.map(node => ({
        subject: subjectOf(node),
        message: 'This node runs Windows, which Auto Mode does not have.',
        evidence: 'label kubernetes.io/os = windows',
      })),
    ];
  },
});
