// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { awsNodeOf, environmentOf, isTrue } from '../../awsNode';
import { subjectOf } from '../../workloads';

export const customNetworking = defineCheck({
  code: 'NET-11',
  title: 'Pods get addresses from their node’s subnet',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['daemonSets', 'eniConfigs'],
  why: 'Auto Mode does not know ENIConfigs; pods would get addresses of the node’s subnet instead.',
  remediation:
    'Put podSubnetSelectorTerms and podSecurityGroupSelectorTerms into the NodeClass instead.',
  source: 'EKS User Guide, auto-networking',
  evaluate: ({ daemonSets, eniConfigs }) => {
    const awsNode = awsNodeOf(daemonSets);
    const findings: FindingDraft[] = eniConfigs.map(config => ({
      subject: subjectOf(config),
      message: 'This ENIConfig has no effect on Auto nodes.',
      evidence: `ENIConfig ${config.metadata.name} of crd.k8s.amazonaws.com`,
    }));
    if (
      awsNode &&
      isTrue(environmentOf(awsNode).get('AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG'))
    ) {
      findings.push({
        subject: subjectOf(awsNode),
        message:
          'Pods get their addresses from subnets of their own, which Auto Mode does in another way.',
        evidence: 'AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG = true',
      });
    }
    return findings;
  },
});
