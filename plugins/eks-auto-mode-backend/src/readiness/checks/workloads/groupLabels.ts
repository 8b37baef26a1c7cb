// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { FIT_PARTS, fitsOf } from '../../fits';
import { staysOffAuto } from '../../offAuto';
import { isGroupLabel, labelsAsked, oldLabelsPatch } from '../../oldLabels';
import { listOf } from '../../text';
import { workloadsOf } from '../../workloads';

export const groupLabels = defineCheck({
  code: 'WL-09',
  title: 'No workload asks for labels of node groups',
  severity: 'blocker',
  resolvedBy: 'owner',
  reads: FIT_PARTS,
  why: 'Auto nodes never carry the labels of node groups, eksctl or an old host: such pods would stay Pending.',
  remediation:
    'Ask for what the pod needs (architecture, capacity type, a label of your own), not for a node group.',
  source: 'EKS User Guide, create-node-pool',
  evaluate: parts => {
    const fits = fitsOf(parts);
    return workloadsOf(parts).flatMap(workload => {
      const { spec } = workload.template;
      const asked = labelsAsked(spec).filter(isGroupLabel);
      if (asked.length === 0 || staysOffAuto(spec) || fits.asIs(workload).fits)
        return [];
      return [
        {
          subject: workload.subject,
          message:
            'It asks for nodes by labels that Auto nodes never carry; its pods would stay Pending.',
          evidence: `node selector or required affinity on ${listOf(asked)}`,
          patch: oldLabelsPatch(workload),
        },
      ];
    });
  },
});
