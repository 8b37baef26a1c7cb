// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { durationMs } from '../../../placement/duration';
import { FIT_PARTS, fitsOf, wantsAutoNode } from '../../fits';
import { workloadsOf } from '../../workloads';

const DAY_S = 24 * 60 * 60;
const LONG_RUN_DAYS = 2;
/** Of a pool that says nothing (EKS User Guide, create-node-pool). */
const DEFAULT_GRACE = '24h';

export const longLives = defineCheck({
  code: 'WL-32',
  title: 'Everything can restart every 21 days',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: FIT_PARTS,
  why: 'An Auto node lives 21 days at most and is then replaced, whatever runs on it and whatever it asks for.',
  remediation:
    'Write checkpoints, run a second replica, or ask the platform team to keep a node group. What your company marks by a label of its own is told by a rule of its own (mustNotRestart of eksAutoMode.rules).',
  source: 'EKS User Guide, automode-learn-instances; create-node-pool',
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
    const fits = fitsOf(parts);
    return workloadsOf(parts).flatMap(workload => {
      const { subject, template, pods } = workload;
      if (!wantsAutoNode(workload)) return [];
      const annotated = [
        template.annotations,
        ...pods.map(pod => pod.metadata.annotations ?? {}),
      ].some(
        annotations => annotations['karpenter.sh/do-not-disrupt'] === 'true',
      );
      const grace = template.spec.terminationGracePeriodSeconds ?? 30;
      const fit = fits.asIs(workload);
      const pool = fit.fits ? fit.pool : undefined;
      const allowed =
        pool?.nodePool.spec.template.spec.terminationGracePeriod ??
        DEFAULT_GRACE;
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
        ...(grace * 1000 > (durationMs(allowed) ?? Infinity)
          ? [
              `terminationGracePeriodSeconds = ${grace}, longer than the ${allowed} of ${
                pool ? `pool ${pool.name}` : 'a pool'
              }`,
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
