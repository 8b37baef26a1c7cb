// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Container,
  Pod,
  PodSpec,
  ResourceList,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { formatBytes, formatCpu, parseMilli, parseQuantity } from './quantity';

/**
 * Amounts by resource name: `cpu` in millicores, everything else in whole units.
 *
 * @alpha
 */
export type Resources = Record<string, number>;

/** @alpha */
export function toResources(list: ResourceList | undefined): Resources {
  const resources: Resources = {};
  for (const [name, quantity] of Object.entries(list ?? {})) {
    resources[name] =
      name === 'cpu' ? parseMilli(quantity) : parseQuantity(quantity);
  }
  return resources;
}

/** Adds `more` to `sum` in place. */
export function addTo(sum: Resources, more: Resources, sign: 1 | -1 = 1) {
  for (const name of Object.keys(more)) {
    sum[name] = (sum[name] ?? 0) + sign * more[name];
  }
}

function raiseTo(peak: Resources, amounts: Resources) {
  for (const name of Object.keys(amounts)) {
    peak[name] = Math.max(peak[name] ?? 0, amounts[name]);
  }
}

/**
 * A container's requests. Where only a limit stands the API server takes it as the request; pod
 * templates, which it has not seen, are read in the same way.
 */
function containerRequests(container: Container): Resources {
  return toResources({
    ...container.resources?.limits,
    ...container.resources?.requests,
  });
}

/**
 * What a pod takes from a node: its containers and native sidecars together, or the highest moment
 * of its init containers (each with the sidecars started before it), whichever is more; pod-level
 * requests replace both; the RuntimeClass overhead comes on top.
 *
 * Source: kubernetes `pkg/api/v1/resource` PodRequests; KEP-753 (sidecars), KEP-2837 (pod level).
 *
 * @alpha
 */
export function specRequests(spec: PodSpec): Resources {
  const running: Resources = {};
  for (const container of spec.containers) {
    addTo(running, containerRequests(container));
  }
  const sidecars: Resources = {};
  const peak: Resources = {};
  for (const container of spec.initContainers ?? []) {
    const requests = containerRequests(container);
    if (container.restartPolicy === 'Always') {
      addTo(running, requests);
      addTo(sidecars, requests);
      raiseTo(peak, sidecars);
    } else {
      const moment = { ...sidecars };
      addTo(moment, requests);
      raiseTo(peak, moment);
    }
  }
  raiseTo(running, peak);
  Object.assign(
    running,
    toResources({ ...spec.resources?.limits, ...spec.resources?.requests }),
  );
  addTo(running, toResources(spec.overhead));
  return running;
}

const requestsOfPod = new WeakMap<PodSpec, Resources>();

/**
 * {@link specRequests} of a pod. Remembered by spec object: specs are immutable here.
 *
 * @alpha
 */
export function podRequests(pod: Pod): Resources {
  let requests = requestsOfPod.get(pod.spec);
  if (!requests) {
    requests = specRequests(pod.spec);
    requestsOfPod.set(pod.spec, requests);
  }
  return requests;
}

/** An amount as people write it. */
export function formatAmount(resource: string, amount: number): string {
  if (resource === 'cpu') {
    return formatCpu(amount);
  }
  return resource === 'memory' ||
    resource === 'ephemeral-storage' ||
    resource.startsWith('hugepages-')
    ? formatBytes(amount)
    : String(amount);
}
