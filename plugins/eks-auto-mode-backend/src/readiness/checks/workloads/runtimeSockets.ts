// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { staysOffAuto } from '../../offAuto';
import { listOf } from '../../text';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const runtimeSockets = defineCheck({
  code: 'WL-15',
  title: 'No pod talks to the container runtime',
  severity: 'blocker',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'Auto nodes have no Docker, and the socket of containerd is not where the pod looks for it.',
  remediation:
    'Build images without a daemon, read logs and metrics from the API.',
  source: 'eksup K8S008; EKS User Guide, automode',
  evaluate: parts =>
    workloadsOf(parts).flatMap(({ subject, template: { spec } }) => {
      if (staysOffAuto(spec)) return [];
      const sockets = (spec.volumes ?? []).filter(({ hostPath }) =>
        /(^|\/)(docker|dockershim|containerd)\.sock$/.test(
          hostPath?.path ?? '',
        ),
      );
      if (sockets.length === 0) return [];
      return [
        {
          subject,
          message:
            'It talks to the container runtime of its node, which it does not find on Auto nodes.',
          evidence: `hostPath ${listOf(
            sockets.map(({ name, hostPath }) => `${name} (${hostPath?.path})`),
          )}`,
        },
      ];
    }),
});
