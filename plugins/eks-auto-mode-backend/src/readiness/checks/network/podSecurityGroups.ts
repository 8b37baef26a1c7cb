// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { matchesLabelSelector } from '../../../placement';
import { awsNodeOf, environmentOf, isTrue } from '../../awsNode';
import { count, listOf } from '../../text';
import { subjectOf, WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const podSecurityGroups = defineCheck({
  code: 'NET-12',
  title: 'No pod has security groups of its own',
  severity: 'blocker',
  resolvedBy: 'owner',
  reads: [...WORKLOAD_PARTS, 'securityGroupPolicies', 'serviceAccounts'],
  why: 'Auto Mode does not give single pods security groups: the pod would run with those of its node, and what admits only its own group stays closed to it.',
  remediation:
    'Put the groups into podSecurityGroupSelectorTerms of a NodeClass and give these pods a node pool of it, or keep their node group.',
  source: 'EKS User Guide, auto-networking',
  evaluate: parts => {
    const { securityGroupPolicies: policies, serviceAccounts } = parts;
    const labelsOfAccount = new Map(
      serviceAccounts.map(({ metadata }) => [
        `${metadata.namespace}/${metadata.name}`,
        metadata.labels ?? {},
      ]),
    );
    const workloads = workloadsOf(parts).flatMap(
      ({ subject, template, pods }) => {
        const account =
          labelsOfAccount.get(
            `${subject.namespace}/${
              template.spec.serviceAccountName ?? 'default'
            }`,
          ) ?? {};
        const matching = policies.filter(
          ({ metadata, spec }) =>
            metadata.namespace === subject.namespace &&
            ((spec?.podSelector &&
              matchesLabelSelector(spec.podSelector, template.labels)) ||
              (spec?.serviceAccountSelector &&
                matchesLabelSelector(spec.serviceAccountSelector, account))),
        );
        const carrying = pods.filter(
          pod => pod.metadata.annotations?.['vpc.amazonaws.com/pod-eni'],
        );
        if (matching.length === 0 && carrying.length === 0) return [];
        return [
          {
            subject,
            message:
              'These pods have security groups of their own, which Auto Mode cannot give them.',
            evidence:
              matching.length > 0
                ? `selected by SecurityGroupPolicy ${listOf(
                    matching.map(one => one.metadata.name),
                  )}`
                : `${count(
                    carrying.length,
                    'pod',
                  )} with the annotation vpc.amazonaws.com/pod-eni`,
          },
        ];
      },
    );
    if (workloads.length > 0) return workloads;
    const awsNode = awsNodeOf(parts.daemonSets);
    if (!awsNode || !isTrue(environmentOf(awsNode).get('ENABLE_POD_ENI')))
      return [];
    return [
      {
        subject: subjectOf(awsNode),
        severity: 'info',
        resolvedBy: 'platform',
        message:
          'Security groups for pods are switched on, but no pod has any; Auto Mode does not know them.',
        evidence: 'ENABLE_POD_ENI = true',
      },
    ];
  },
});
