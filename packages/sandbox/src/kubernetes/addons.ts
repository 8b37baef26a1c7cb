// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { controller } from './causes';
import type { DaemonSet, Deployment } from './model';
import { types } from './resources';
import { addonWorkloads, daemonAffinity } from './seed/system';
import type { World } from './world';

/** Rolls an add-on's workloads to another version, as EKS does after UpdateAddon. */
export function rollAddon(
  { store, objects }: World,
  addon: string,
  version: string,
): void {
  for (const { kind, name } of addonWorkloads[addon] ?? []) {
    const resource =
      kind === 'Deployment' ? types.deployments : types.daemonSets;
    const workload = store
      .table<Deployment | DaemonSet>(resource)
      .get(name, 'kube-system');
    if (!workload) continue;
    const pod = workload.spec.template.spec;
    const containers = pod.containers.map(c => ({
      ...c,
      image: c.image?.replace(/:[^:/]*$/, `:${version}`),
    }));
    const spec =
      kind === 'DaemonSet'
        ? { ...pod, containers, affinity: daemonAffinity(addon, version) }
        : { ...pod, containers };
    const next = {
      ...workload,
      spec: { ...workload.spec, template: { ...workload.spec.template, spec } },
    };
    objects.update(resource, next, controller('eks-addons'));
  }
}
