// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  inTemplate,
  mergePatch,
  mergePatches,
  patchCommand,
  shellPatch,
} from '../../patch';
import { listOf } from '../../text';
import type { Patch } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import {
  subjectOf,
  WORKLOAD_PARTS,
  workloadsOf,
  type Workload,
} from '../../workloads';

export const DISRUPTION_ANNOTATIONS: Record<string, string> = {
  'karpenter.sh/do-not-disrupt': 'true',
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
};

export const disruptionAnnotations = defineCheck({
  code: 'WL-19',
  title: 'No pod asks not to be moved',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'A drain does not heed these annotations; on Auto Mode karpenter.sh/do-not-disrupt keeps its node from being consolidated.',
  remediation:
    'Decide whether the pod may move once, and protect it by a PodDisruptionBudget where it matters.',
  source: 'Karpenter, disruption',
  evaluate: parts =>
    workloadsOf(parts).flatMap(workload => {
      const found = [
        ...new Set([
          ...// The template of a Job at work is history: its pods say what holds.
          (workload.subject.kind === 'Job' && workload.pods.length > 0
            ? []
            : asksOf(workload.template.annotations)),
          ...workload.pods.flatMap(pod => asksOf(pod.metadata.annotations)),
        ]),
      ];
      if (found.length === 0) return [];
      return [
        {
          subject: workload.subject,
          message: 'It asks not to be moved, which a drain does not heed.',
          evidence: listOf(
            found.map(key => `${key}: "${DISRUPTION_ANNOTATIONS[key]}"`),
          ),
          patch: letMove(workload),
        },
      ];
    }),
});

function asksOf(annotations: Record<string, string> = {}): string[] {
  return Object.entries(DISRUPTION_ANNOTATIONS)
    .filter(([key, value]) => annotations[key] === value)
    .map(([key]) => key);
}

/**
 * Takes the annotations back, where they were made: in the template, and on pods that no change of a
 * template reaches.
 */
function letMove({
  pods,
  rolls,
  subject,
  template,
  templatePath,
}: Workload): Patch | undefined {
  const title = 'Let its pods be moved';
  const asked = templatePath ? asksOf(template.annotations) : [];
  const left =
    rolls && asked.length > 0
      ? []
      : pods.filter(pod => asksOf(pod.metadata.annotations).length > 0);
  const ofPods = without([
    ...new Set(left.flatMap(pod => asksOf(pod.metadata.annotations))),
  ]);
  if (!templatePath || asked.length === 0) {
    return left.length > 0
      ? mergePatches(title, left.map(subjectOf), ofPods)
      : undefined;
  }
  const ofTemplate = inTemplate(templatePath, without(asked));
  if (left.length === 0) return mergePatch(title, subject, ofTemplate);
  return shellPatch(title, [
    patchCommand(subject, ofTemplate),
    ...left.map(pod => patchCommand(subjectOf(pod), ofPods)),
  ]);
}

function without(keys: readonly string[]): Record<string, unknown> {
  return {
    metadata: {
      annotations: Object.fromEntries(keys.map(key => [key, null])),
    },
  };
}
