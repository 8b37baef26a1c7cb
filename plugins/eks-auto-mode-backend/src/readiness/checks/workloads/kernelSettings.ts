// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { staysOffAuto } from '../../offAuto';
import { listOf } from '../../text';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

/** What every kubelet lets a pod set (Kubernetes, sysctl-cluster). */
const SAFE = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);

export const kernelSettings = defineCheck({
  code: 'WL-35',
  title: 'No pod sets what its kubelet would have to allow',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'Settings of the kernel beyond the safe ones need allowedUnsafeSysctls of the kubelet, which a launch template could set and Auto Mode does not: the pod is bound to its node and refused there (SysctlForbidden), again and again.',
  remediation:
    'Leave the setting out, or try the pod as a canary on an Auto node first; else ask the platform team to keep a node group for it.',
  source: 'Kubernetes, sysctl-cluster; aws/karpenter-provider-aws, issue 1279',
  evaluate: parts =>
    workloadsOf(parts).flatMap(({ subject, template: { spec } }) => {
      if (staysOffAuto(spec)) return [];
      const unsafe = (spec.securityContext?.sysctls ?? [])
        .map(one => one.name)
        .filter(name => !SAFE.has(name));
      if (unsafe.length === 0) return [];
      return [
        {
          subject,
          message:
            'Its pods set kernel parameters that the kubelet of an Auto node refuses.',
          evidence: `securityContext.sysctls ${listOf(unsafe)}`,
        },
      ];
    }),
});
