// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { runningKarpenters } from '../../karpenters';
import { place, shellPatch } from '../../patch';
import { count, listOf } from '../../text';
import { subjectOf } from '../../workloads';

export const karpenterRuns = defineCheck({
  code: 'ADD-16',
  title: 'No Karpenter takes in what a drain moves',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['deployments', 'nodegroups'],
  why: 'A second provisioner launches nodes of its own for the pods that a drain takes off a managed group; they would not stand on Auto nodes after it.',
  remediation:
    'Scale it to 0 for the time of the run: its nodes stay, though nothing replaces them meanwhile. Where its pools cannot go without it, keep the managed groups until they are gone.',
  source: 'EKS User Guide, migrate-auto',
  evaluate: ({ deployments, nodegroups }) =>
    nodegroups.length === 0
      ? []
      : runningKarpenters(deployments).map(deployment => {
          const subject = subjectOf(deployment);
          return {
            subject,
            message:
              'Karpenter is running and would launch nodes for the pods that leave the managed groups.',
            evidence: `${count(
              deployment.spec.replicas ?? 1,
              'replica',
            )}; groups that are to move: ${listOf(
              nodegroups.map(group => group.name),
            )}`,
            patch: shellPatch('Stop it for the time of the run', [
              [
                'kubectl',
                ...place(subject),
                'scale',
                `deployment/${subject.name}`,
                '--replicas=0',
              ],
            ]),
          };
        }),
});
