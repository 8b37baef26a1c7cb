// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { awsNodeOf, environmentOf, isTrue } from '../../awsNode';
import { listOf } from '../../text';
import { subjectOf } from '../../workloads';

const TARGETS = [
  'WARM_IP_TARGET',
  'WARM_ENI_TARGET',
  'WARM_PREFIX_TARGET',
  'MINIMUM_IP_TARGET',
];
const SWITCHES = ['ENABLE_PREFIX_DELEGATION', 'AWS_VPC_K8S_CNI_EXTERNALSNAT'];

export const cniSettings = defineCheck({
  code: 'NET-13',
  title: 'Settings of the VPC CNI',
  severity: 'info',
  resolvedBy: 'platform',
  reads: ['daemonSets'],
  why: 'Auto nodes run no VPC CNI of yours and ignore its settings; they delegate prefixes by themselves.',
  remediation:
    'Drop the warm targets; write external SNAT as snatPolicy: Disabled into the NodeClass.',
  source: 'EKS User Guide, auto-networking',
  evaluate: ({ daemonSets }) => {
    const awsNode = awsNodeOf(daemonSets);
    if (!awsNode) return [];
    const environment = environmentOf(awsNode);
    const set = [
      ...TARGETS.filter(name => environment.has(name)),
      ...SWITCHES.filter(name => isTrue(environment.get(name))),
    ];
    if (set.length === 0) return [];
    return [
      {
        subject: subjectOf(awsNode),
        message: 'Settings of the VPC CNI have no effect on Auto nodes.',
        evidence: listOf(set.map(name => `${name} = ${environment.get(name)}`)),
      },
    ];
  },
});
