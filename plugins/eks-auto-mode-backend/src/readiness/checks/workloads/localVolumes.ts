// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { normaliseKey } from '../../../placement';
import { listOf } from '../../text';
import { volumesOf } from '../../volumes';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const localVolumes = defineCheck({
  code: 'WL-18',
  title: 'No volume lies on an old node',
  severity: 'blocker',
  resolvedBy: 'owner',
  reads: [...WORKLOAD_PARTS, 'persistentVolumes', 'persistentVolumeClaims'],
  why: 'A local volume stays on its node: the pod cannot follow to an Auto node, and the data dies with the old one.',
  remediation:
    'Move the data to a volume of the network first, or keep the node group.',
  source: 'Kubernetes, volumes/local',
  evaluate: parts =>
    workloadsOf(parts).flatMap(workload => {
      const local = volumesOf(workload, parts).filter(
        ({ volume: { spec } }) =>
          spec.local !== undefined ||
          spec.hostPath !== undefined ||
          spec.nodeAffinity?.required?.nodeSelectorTerms.some(term =>
            term.matchExpressions?.some(
              ({ key }) => normaliseKey(key) === 'kubernetes.io/hostname',
            ),
          ),
      );
      if (local.length === 0) return [];
      return [
        {
          subject: workload.subject,
          message:
            'Its data lies on the disk of a node, from which it cannot move.',
          evidence: listOf(
            local.map(
              ({ volume, claim }) =>
                `claim ${claim.metadata.name} (volume ${volume.metadata.name})`,
            ),
          ),
        },
      ];
    }),
});
