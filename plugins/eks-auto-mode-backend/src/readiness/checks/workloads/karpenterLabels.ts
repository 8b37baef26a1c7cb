// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { FIT_PARTS, fitsOf } from '../../fits';
import { staysOffAuto } from '../../offAuto';
import {
  isKarpenterLabel,
  labelsAsked,
  oldLabelsPatch,
  successorOf,
} from '../../oldLabels';
import { listOf } from '../../text';
import { subjectOf, workloadsOf } from '../../workloads';

export const karpenterLabels = defineCheck({
  code: 'WL-10',
  title: 'No workload asks for labels of Karpenter',
  severity: 'blocker',
  resolvedBy: 'owner',
  reads: FIT_PARTS,
  why: 'Auto nodes carry eks.amazonaws.com/… where self-managed Karpenter has karpenter.k8s.aws/…: such pods would stay Pending.',
  remediation:
    'Use the labels of Auto Mode; some have no equal and have to go.',
  source: 'EKS User Guide, create-node-pool',
  evaluate: parts => {
    const fits = fitsOf(parts);
    const workloads = workloadsOf(parts).flatMap((workload): FindingDraft[] => {
      const { spec } = workload.template;
      if (staysOffAuto(spec)) return [];
      const asked = labelsAsked(spec).filter(isKarpenterLabel);
      const spread = (spec.topologySpreadConstraints ?? [])
        .filter(
          ({ topologyKey, whenUnsatisfiable }) =>
            isKarpenterLabel(topologyKey) &&
            whenUnsatisfiable === 'DoNotSchedule',
        )
        .map(({ topologyKey }) => topologyKey);
      if (
        spread.length === 0 &&
        (asked.length === 0 || fits.asIs(workload).fits)
      )
        return [];
      return [
        {
          subject: workload.subject,
          message:
            'It asks for nodes by labels of Karpenter, which Auto nodes do not carry; its pods would stay Pending.',
          evidence: wordsOf([...asked, ...spread]),
          patch: oldLabelsPatch(workload),
        },
      ];
    });
    const pools = parts.nodePools.flatMap((pool): FindingDraft[] => {
      const { nodeClassRef, requirements = [] } = pool.spec.template.spec;
      const asked = requirements.map(one => one.key).filter(isKarpenterLabel);
      // A pool of Karpenter itself may use them; the plan translates it.
      if (nodeClassRef.group !== 'eks.amazonaws.com' || asked.length === 0)
        return [];
      return [
        {
          subject: subjectOf(pool),
          resolvedBy: 'platform',
          message:
            'This pool of Auto Mode asks for labels of Karpenter and can launch nothing.',
          evidence: wordsOf(asked),
        },
      ];
    });
    return [...workloads, ...pools];
  },
});

function wordsOf(keys: string[]): string {
  return listOf(
    keys.map(key => `${key} (Auto Mode: ${successorOf(key) ?? 'no equal'})`),
  );
}
