// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { allContainers } from '../../containers';
import { staysOffAuto } from '../../offAuto';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

const CAPABILITIES = new Set(['SYS_ADMIN', 'NET_ADMIN', 'ALL']);

export const hostAccess = defineCheck({
  code: 'WL-16',
  title: 'Pods do not reach into their node',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'SELinux on Auto nodes may stop what a privileged pod does elsewhere, and ports of the node may be taken.',
  remediation: 'Try it on an Auto node before the migration.',
  source: 'EKS User Guide, automode',
  evaluate: parts =>
    workloadsOf(parts).flatMap(({ subject, template: { spec } }) => {
      if (staysOffAuto(spec)) return [];
      const evidence = [
        ...(spec.hostNetwork ? ['hostNetwork'] : []),
        ...(spec.hostPID ? ['hostPID'] : []),
        ...(spec.hostIPC ? ['hostIPC'] : []),
        ...allContainers(spec).flatMap(
          ({ name, ports = [], securityContext }) => {
            const added = (securityContext?.capabilities?.add ?? [])
              .map(capability => capability.replace(/^CAP_/, ''))
              .filter(capability => CAPABILITIES.has(capability));
            const hostPorts = ports.flatMap(({ hostPort }) =>
              hostPort ? [String(hostPort)] : [],
            );
            const own = [
              ...(securityContext?.privileged ? ['privileged'] : []),
              ...added.map(capability => `capability ${capability}`),
              // With hostNetwork every port is one of the node, and said so already.
              ...(hostPorts.length > 0 && !spec.hostNetwork
                ? [`hostPort ${hostPorts.join(', ')}`]
                : []),
            ];
            return own.length > 0
              ? [`container ${name}: ${own.join(', ')}`]
              : [];
          },
        ),
      ];
      if (evidence.length === 0) return [];
      return [
        {
          subject,
          message:
            'It reaches into its node in ways that Auto nodes may not allow.',
          evidence: evidence.join('; '),
        },
      ];
    }),
});
