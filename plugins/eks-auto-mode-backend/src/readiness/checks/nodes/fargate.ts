// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FargateProfile,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { shellPatch, templatePatch } from '../../patch';
import { count } from '../../text';
import {
  isDaemonSet,
  WORKLOAD_PARTS,
  workloadsOf,
  type Workload,
} from '../../workloads';

const COMPUTE_TYPE = 'eks.amazonaws.com/compute-type';

export const fargate = defineCheck({
  code: 'NG-16',
  title: 'No Fargate profiles',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: [...WORKLOAD_PARTS, 'cluster', 'fargateProfiles'],
  why: 'Pods that a profile matches stay on Fargate, whatever Auto Mode offers.',
  remediation:
    'Once Auto Mode is on, annotate their pod templates eks.amazonaws.com/compute-type: ec2, which replaces the pods; then delete the profile.',
  source: 'EKS User Guide, auto-migrate-fargate',
  evaluate: parts => {
    const { cluster, fargateProfiles } = parts;
    const workloads = fargateProfiles.length === 0 ? [] : workloadsOf(parts);
    const matched = workloads.flatMap(workload => {
      const profile = fargateProfiles.find(one => takes(one, workload));
      return profile ? [{ workload, profile }] : [];
    });
    return [
      ...fargateProfiles.map(profile => {
        const own = matched.filter(one => one.profile === profile).length;
        return {
          subject: { arn: profile.arn },
          message:
            own > 0
              ? `The Fargate profile ${profile.name} keeps the pods of ${count(
                  own,
                  'workload',
                )} on Fargate.`
              : `The Fargate profile ${profile.name} keeps the pods that it matches on Fargate.`,
          evidence: wordsOf(profile),
          // Deleting a profile deletes the pods that run under it.
          patch:
            own > 0
              ? undefined
              : shellPatch('Delete the profile, under which nothing runs', [
                  [
                    'aws',
                    'eks',
                    'delete-fargate-profile',
                    '--region',
                    cluster.region,
                    '--cluster-name',
                    cluster.name,
                    '--fargate-profile-name',
                    profile.name,
                  ],
                ]),
        };
      }),
      ...matched.map(({ workload, profile }) => ({
        subject: workload.subject,
        resolvedBy: 'owner' as const,
        message: 'Its pods run on Fargate and stay there.',
        evidence: `Fargate profile ${profile.name}: ${wordsOf(profile)}`,
        patch: templatePatch('Take it off Fargate', workload, {
          metadata: { annotations: { [COMPUTE_TYPE]: 'ec2' } },
        }),
      })),
    ];
  },
});

/** Whether a profile takes pods of this workload: namespace and all labels of some selector. */
function takes({ selectors }: FargateProfile, workload: Workload): boolean {
  const { subject, template, pods } = workload;
  if (isDaemonSet(workload)) return false;
  // Pods from before the annotation are still there.
  const all = [
    template,
    ...pods.map(({ metadata }) => ({
      labels: metadata.labels ?? {},
      annotations: metadata.annotations ?? {},
    })),
  ];
  return all.some(
    ({ labels, annotations }) =>
      annotations[COMPUTE_TYPE] !== 'ec2' &&
      selectors.some(
        selector =>
          patternOf(selector.namespace).test(subject.namespace ?? '') &&
          Object.entries(selector.labels).every(
            ([key, value]) =>
              labels[key] !== undefined && patternOf(value).test(labels[key]),
          ),
      ),
  );
}

/** Selectors of profiles know `*` and `?` (EKS User Guide, fargate-profile). */
function patternOf(wildcard: string): RegExp {
  return new RegExp(
    `^${wildcard
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );
}

function wordsOf({ selectors }: FargateProfile): string {
  return (
    selectors
      .map(
        ({ namespace, labels }) =>
          `namespace ${namespace}${Object.entries(labels)
            .map(([key, value]) => `, ${key}=${value}`)
            .join('')}`,
      )
      .join('; ') || 'no selectors'
  );
}
