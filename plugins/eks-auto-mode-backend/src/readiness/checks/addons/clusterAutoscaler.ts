// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { isClusterAutoscaler } from '../../clusterAutoscalers';
import { count } from '../../text';
import { subjectOf } from '../../workloads';

export const clusterAutoscaler = defineCheck({
  code: 'ADD-05',
  title: 'No Cluster Autoscaler fights the drain',
  severity: 'warning',
  resolvedBy: 'plan',
  reads: ['deployments'],
  why: 'It adds nodes for the pods that the drain moves, and undoes what is shrunk.',
  remediation:
    'The plan scales it to 0 before the drain and records the number; remove it when the old groups are gone.',
  source: 'EKS User Guide, auto-enable-existing; migrate-auto',
  evaluate: ({ deployments }) =>
    deployments
      .filter(
        ({ metadata, spec }) =>
          isClusterAutoscaler(metadata.name, spec.template.spec) &&
          (spec.replicas ?? 1) > 0,
      )
      .map(deployment => ({
        subject: subjectOf(deployment),
        message:
          'Cluster Autoscaler is running and would add nodes again while the old ones are drained.',
        evidence: count(deployment.spec.replicas ?? 1, 'replica'),
      })),
});
