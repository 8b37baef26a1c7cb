// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { staysOffAuto } from '../../offAuto';
import { isDaemonSet, WORKLOAD_PARTS, workloadsOf } from '../../workloads';

const DAY_S = 24 * 60 * 60;
const LONG_RUN_DAYS = 2;

export const longLives = defineCheck({
  code: 'WL-32',
  title: 'Everything can restart every 21 days',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'An Auto node lives 21 days at most and is then replaced, whatever runs on it and whatever it asks for.',
  remediation:
    'Write checkpoints, run a second replica, or ask the platform team to keep a node group.',
  source: 'EKS User Guide, automode-learn-instances',
  evaluate: (parts, { now }) => {
    const started = new Map<string, number>();
    for (const { metadata, status } of parts.jobs) {
      if (
        status?.startTime &&
        !status.completionTime &&
        (status.active ?? 0) > 0
      ) {
        started.set(
          `${metadata.namespace}/${metadata.name}`,
          Date.parse(status.startTime),
        );
      }
    }
    return workloadsOf(parts).flatMap(workload => {
      const { subject, template, pods } = workload;
      if (isDaemonSet(workload) || staysOffAuto(template.spec)) return [];
      const annotated = [
        template.annotations,
        ...pods.map(pod => pod.metadata.annotations ?? {}),
      ].some(
        annotations => annotations['karpenter.sh/do-not-disrupt'] === 'true',
      );
      const grace = template.spec.terminationGracePeriodSeconds ?? 30;
      const days = Math.max(
        0,
        ...[
          subject.name,
          ...pods.map(
            pod =>
              pod.metadata.ownerReferences?.find(one => one.kind === 'Job')
                ?.name ?? '',
          ),
        ].map(name => {
          const since = started.get(`${subject.namespace}/${name}`);
          return since === undefined ||
            (subject.kind !== 'Job' && subject.kind !== 'CronJob')
            ? 0
            : (now.getTime() - since) / 1000 / DAY_S;
        }),
      );
      const evidence = [
        ...(annotated ? ['karpenter.sh/do-not-disrupt: "true"'] : []),
        ...(days >= LONG_RUN_DAYS
          ? [`a job has been at work for ${Math.floor(days)} days`]
          : []),
        ...(grace > DAY_S
          ? [
              `terminationGracePeriodSeconds = ${grace}, longer than the 24 hours of a pool`,
            ]
          : []),
      ];
      if (evidence.length === 0) return [];
      return [
        {
          subject,
          message:
            'It does not seem to bear a restart, which comes on Auto nodes every 21 days at the latest.',
          evidence: evidence.join('; '),
        },
      ];
    });
  },
});
