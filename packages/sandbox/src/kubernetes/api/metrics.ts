// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import { KubeObject, Node, Pod, controllerOf, keyOf } from '../model';
import { amount } from '../quantity';
import { Resource, apiVersionOf, types } from '../resources';
import type { Store } from '../store';

/** What the kubelet and the system take of every node. */
const SYSTEM = { cpu: 0.12, memory: 600 * 2 ** 20 };
const WINDOW = '20.1s';

/**
 * How much of its requests a workload uses: always the same of the same one, from a twentieth to
 * nine tenths. Most ask for more than they use, as everywhere.
 */
function share(text: string): number {
  const first = createHash('sha256').update(text).digest()[0] / 255;
  return 0.05 + 0.85 * first * first;
}

function usageOf(pod: Pod) {
  const owner = controllerOf(pod);
  const part = share(
    `${pod.metadata.namespace}/${
      owner?.name.replace(/-[a-f0-9]{8,10}$/, '') ?? pod.metadata.name
    }`,
  );
  return pod.spec.containers.map(container => {
    const asked = {
      ...container.resources?.limits,
      ...container.resources?.requests,
    };
    return {
      name: container.name,
      cpu: amount(asked.cpu) * part || 0.002,
      memory: amount(asked.memory) * part || 16 * 2 ** 20,
    };
  });
}

const text = ({ cpu, memory }: { cpu: number; memory: number }) => ({
  cpu: `${Math.round(cpu * 1e9)}n`,
  memory: `${Math.round(memory / 1024)}Ki`,
});

const runs = (pod: Pod) => pod.status?.phase === 'Running';

/** What metrics-server would say now, of nodes or of pods. */
export function measured(
  store: Store,
  resource: Resource,
  namespace?: string,
): KubeObject[] {
  const timestamp = store
    .now()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
  const about = ({ metadata }: KubeObject) => ({
    apiVersion: apiVersionOf(resource),
    kind: resource.kind,
    metadata: {
      name: metadata.name,
      ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
      creationTimestamp: timestamp,
      ...(metadata.labels ? { labels: metadata.labels } : {}),
    },
    timestamp,
    window: WINDOW,
  });
  if (resource.namespaced) {
    return store
      .table<Pod>(types.pods)
      .sorted(namespace)
      .filter(runs)
      .map(pod => ({
        ...about(pod),
        containers: usageOf(pod).map(one => ({
          name: one.name,
          usage: text(one),
        })),
      }));
  }
  return store
    .table<Node>(types.nodes)
    .sorted()
    .map(node => {
      const sum = { ...SYSTEM };
      for (const pod of store.podsOn(node.metadata.name).filter(runs)) {
        for (const { cpu, memory } of usageOf(pod)) {
          sum.cpu += cpu;
          sum.memory += memory;
        }
      }
      return { ...about(node), usage: text(sum) };
    });
}

/** One of them, by name. */
export function measuredOne(
  store: Store,
  resource: Resource,
  name: string,
  namespace?: string,
): KubeObject | undefined {
  const key = keyOf({ metadata: { name, namespace } });
  return measured(store, resource, namespace).find(one => keyOf(one) === key);
}
