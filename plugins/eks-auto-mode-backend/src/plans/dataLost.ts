// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  subjectKey,
  type Plan,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { movablePods } from '../placement/movable';
import type { Source } from '../placement/sources';
import { topControllers } from '../readiness/workloads';
import type { PlanParts } from './planParts';

/** emptyDir volumes whose content goes when their pods move, by workload. */
export function dataLost(
  moved: readonly Source[],
  parts: PlanParts,
): Plan['dataLost'] {
  const workloadOf = topControllers(parts);
  const lost = new Map<string, Plan['dataLost'][number]>();
  for (const pod of moved.flatMap(source => movablePods(source, parts.pods))) {
    const volumes = (pod.spec.volumes ?? [])
      .filter(volume => volume.emptyDir)
      .map(volume => volume.name);
    if (volumes.length) {
      const workload = workloadOf(pod);
      const known = lost.get(subjectKey(workload));
      lost.set(subjectKey(workload), {
        workload,
        volumes: [...new Set([...(known?.volumes ?? []), ...volumes])].sort(),
        pods: (known?.pods ?? 0) + 1,
      });
    }
  }
  return [...lost.keys()].sort().flatMap(key => lost.get(key) ?? []);
}
