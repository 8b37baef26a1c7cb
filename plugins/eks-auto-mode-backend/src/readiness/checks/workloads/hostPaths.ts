// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { allContainers } from '../../containers';
import { staysOffAuto } from '../../offAuto';
import { listOf } from '../../text';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

/** Reading them works on Auto nodes as everywhere. */
const READABLE = ['/var/log', '/proc', '/sys'];

export const hostPaths = defineCheck({
  code: 'WL-14',
  title: 'Pods do not depend on their node’s files',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: WORKLOAD_PARTS,
  why: 'The root of an Auto node is read-only and SELinux enforcing: writing to its files, or finding what another distribution has there, fails.',
  remediation: 'Use a volume, or try it on an Auto node first.',
  source: 'EKS User Guide, automode',
  evaluate: parts =>
    workloadsOf(parts).flatMap(({ subject, template: { spec } }) => {
      if (staysOffAuto(spec)) return [];
      const volumes = (spec.volumes ?? []).filter(({ name, hostPath }) => {
        if (!hostPath) return false;
        const readable = READABLE.some(
          path =>
            hostPath.path === path || hostPath.path.startsWith(`${path}/`),
        );
        const mounts = allContainers(spec).flatMap(({ volumeMounts = [] }) =>
          volumeMounts.filter(mount => mount.name === name),
        );
        return !(readable && mounts.every(mount => mount.readOnly));
      });
      if (volumes.length === 0) return [];
      return [
        {
          subject,
          message:
            'It works with files of its node, which are read-only and guarded on Auto nodes.',
          evidence: `hostPath ${listOf(
            volumes.map(({ name, hostPath }) => `${name} (${hostPath?.path})`),
          )}`,
        },
      ];
    }),
});
