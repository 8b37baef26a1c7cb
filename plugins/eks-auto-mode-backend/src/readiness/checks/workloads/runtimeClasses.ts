// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { staysOffAuto } from '../../offAuto';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const runtimeClasses = defineCheck({
  code: 'WL-36',
  title: 'No pod wants a container runtime of its own',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'Handlers of gVisor, Kata and the like are installed into the machine’s containerd, which nobody can do on Auto nodes: such a pod is bound and never created (no runtime for … is configured).',
  remediation:
    'Leave runtimeClassName out, or ask the platform team to keep a node group with the handler.',
  source:
    'Kubernetes, runtime-class; bottlerocket-os/bottlerocket, issue 811; EKS User Guide, automode-learn-instances',
  evaluate: parts =>
    workloadsOf(parts).flatMap(({ subject, template: { spec } }) => {
      const { runtimeClassName: name } = spec;
      // The images for accelerators have NVIDIA's own.
      if (!name || /^nvidia/.test(name) || staysOffAuto(spec)) return [];
      return [
        {
          subject,
          message:
            'Its pods want a container runtime that Auto nodes do not have.',
          evidence: `runtimeClassName ${name}`,
        },
      ];
    }),
});
