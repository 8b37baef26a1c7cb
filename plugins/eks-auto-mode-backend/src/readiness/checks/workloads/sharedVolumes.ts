// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
  type PodSpec,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { staysOffAuto } from '../../offAuto';
import { listOf } from '../../text';
import { claimKey } from '../../volumes';
import { WORKLOAD_PARTS, workloadsOf } from '../../workloads';

export const sharedVolumes = defineCheck({
  code: 'WL-30',
  title: 'No two pods share a volume of one node',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: [...WORKLOAD_PARTS, 'persistentVolumeClaims'],
  why: 'SELinux on Auto nodes gives each pod a label of its own: the second pod cannot read a ReadWriteOnce volume that the first one mounts.',
  remediation: 'Give both pods the same securityContext.seLinuxOptions.level.',
  source: 'EKS User Guide, auto-troubleshoot',
  evaluate: parts => {
    const once = new Set(
      parts.persistentVolumeClaims
        .filter(({ spec }) => spec.accessModes?.includes('ReadWriteOnce'))
        .map(claimKey),
    );
    const workloads = workloadsOf(parts);
    const users = new Map<
      string,
      { workload: (typeof workloads)[number]; name: string; level?: string }[]
    >();
    for (const workload of workloads) {
      for (const { metadata, spec } of workload.pods) {
        if (!spec.nodeName || staysOffAuto(spec)) continue;
        for (const { persistentVolumeClaim } of spec.volumes ?? []) {
          const claim = `${metadata.namespace}/${persistentVolumeClaim?.claimName}`;
          if (!persistentVolumeClaim || !once.has(claim)) continue;
          const key = `${spec.nodeName} ${claim}`;
          users.set(key, [
            ...(users.get(key) ?? []),
            { workload, name: metadata.name, level: levelOf(spec) },
          ]);
        }
      }
    }
    return [...users].flatMap(([key, sharing]): FindingDraft[] => {
      const levels = new Set(sharing.map(one => one.level));
      if (sharing.length < 2 || (levels.size === 1 && !levels.has(undefined)))
        return [];
      const [node, claim] = key.split(' ');
      return [...new Set(sharing.map(one => one.workload))].map(
        ({ subject }) => ({
          subject,
          message:
            'Several pods share a volume on one node, which SELinux does not allow on Auto nodes.',
          evidence: `claim ${claim} on node ${node}: pods ${listOf(
            sharing.map(one => one.name),
          )}`,
        }),
      );
    });
  },
});

function levelOf({ securityContext, containers }: PodSpec): string | undefined {
  return (
    securityContext?.seLinuxOptions?.level ??
    containers.find(one => one.securityContext?.seLinuxOptions?.level)
      ?.securityContext?.seLinuxOptions?.level
  );
}
