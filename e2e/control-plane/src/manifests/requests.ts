// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Container, KubeObject, PodSpec } from '../api/objects';
import { quantity } from './quantity';

export interface Amount {
  cpu: number;
  memory: number;
  pods: number;
}

function requestOf(container: Container, resource: 'cpu' | 'memory'): number {
  const value =
    container.resources?.requests?.[resource] ??
    // A limit without a request is the request (Kubernetes' own default).
    container.resources?.limits?.[resource];
  return value === undefined ? 0 : quantity(value);
}

/** What the scheduler counts for one pod: containers and sidecars together, or the largest init container. */
export function podRequest(spec: PodSpec): Amount {
  const total = (resource: 'cpu' | 'memory') => {
    let running = 0;
    let peak = 0;
    for (const init of spec.initContainers ?? []) {
      const value = requestOf(init, resource);
      if (init.restartPolicy === 'Always') {
        running += value;
        peak = Math.max(peak, running);
      } else {
        peak = Math.max(peak, running + value);
      }
    }
    for (const container of spec.containers ?? []) {
      running += requestOf(container, resource);
    }
    const overhead = spec.overhead?.[resource];
    return Math.max(running, peak) + (overhead ? quantity(overhead) : 0);
  };
  return { cpu: total('cpu'), memory: total('memory'), pods: 1 };
}

interface Template {
  spec?: PodSpec;
}

export interface WorkloadRequest {
  perPod: Amount;
  replicas: number;
  /** One pod on every node instead of a number of replicas. */
  daemon: boolean;
}

/** What an object of a manifest will ask for, or nothing where it makes no pods. */
export function workloadRequest(
  object: KubeObject,
): WorkloadRequest | undefined {
  const spec = (object.spec ?? {}) as {
    replicas?: number;
    parallelism?: number;
    template?: Template;
    jobTemplate?: { spec?: { template?: Template } };
  };
  const of = (
    template: Template | undefined,
    replicas: number,
    daemon = false,
  ): WorkloadRequest | undefined =>
    template?.spec && {
      perPod: podRequest(template.spec),
      replicas,
      daemon,
    };
  switch (object.kind) {
    case 'Pod':
      return of({ spec: object.spec as PodSpec | undefined }, 1);
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController':
      return of(spec.template, spec.replicas ?? 1);
    case 'DaemonSet':
      return of(spec.template, 0, true);
    case 'Job':
      return of(spec.template, spec.parallelism ?? 1);
    case 'CronJob':
      return of(spec.jobTemplate?.spec?.template, 1);
    default:
      return undefined;
  }
}
