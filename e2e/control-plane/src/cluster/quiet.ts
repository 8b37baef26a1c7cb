// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeApi } from '../api/client';
import { conditionIs, KubeObject, Pod } from '../api/objects';

/** What was not Ready when the harness stopped waiting. */
export interface Pending {
  kind: string;
  namespace: string;
  name: string;
  reason: string;
}

interface Workload extends KubeObject {
  spec: { replicas?: number };
  status?: {
    readyReplicas?: number;
    desiredNumberScheduled?: number;
    numberReady?: number;
    observedGeneration?: number;
    conditions?: { type: string; status: string; message?: string }[];
  };
}

function pendingPod(pod: Pod): Pending | undefined {
  const { phase, conditions } = pod.status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') return undefined;
  if (!pod.metadata.deletionTimestamp && conditionIs(conditions, 'Ready')) {
    return undefined;
  }
  const scheduled = conditions?.find(each => each.type === 'PodScheduled');
  return {
    kind: 'Pod',
    namespace: pod.metadata.namespace ?? '',
    name: pod.metadata.name,
    reason:
      (scheduled?.status === 'False' && scheduled.message) ||
      `${phase ?? 'Pending'}, not Ready`,
  };
}

function pendingWorkload(kind: string, object: Workload): Pending | undefined {
  const { spec, status } = object;
  const wanted =
    kind === 'DaemonSet'
      ? status?.desiredNumberScheduled ?? 0
      : spec.replicas ?? 1;
  const ready =
    (kind === 'DaemonSet' ? status?.numberReady : status?.readyReplicas) ?? 0;
  if (ready >= wanted && status?.observedGeneration !== undefined) {
    return undefined;
  }
  const failure = status?.conditions?.find(
    each => each.type === 'ReplicaFailure' && each.status === 'True',
  );
  return {
    kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    reason: failure?.message ?? `${ready} of ${wanted} Ready`,
  };
}

const kinds = {
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
} as const;

async function look(api: KubeApi, signal?: AbortSignal): Promise<Pending[]> {
  const pods = await api.list<Pod>('/api/v1/pods', {}, signal);
  const pending = pods.items.map(pendingPod);
  for (const [kind, resource] of Object.entries(kinds)) {
    const list = await api.list<Workload>(
      `/apis/apps/v1/${resource}`,
      {},
      signal,
    );
    pending.push(...list.items.map(each => pendingWorkload(kind, each)));
  }
  return pending
    .filter((each): each is Pending => each !== undefined)
    .sort((a, b) =>
      `${a.namespace}/${a.kind}/${a.name}`.localeCompare(
        `${b.namespace}/${b.kind}/${b.name}`,
      ),
    );
}

/** Waits until every pod is Ready and stays so for a moment, at most `within`; answers what is not. */
export async function untilQuiet(
  api: KubeApi,
  options: { within: number; signal?: AbortSignal },
): Promise<Pending[]> {
  const deadline = Date.now() + options.within;
  let calmSince: number | undefined;
  for (;;) {
    const pending = await look(api, options.signal);
    const now = Date.now();
    calmSince = pending.length === 0 ? calmSince ?? now : undefined;
    if (calmSince !== undefined && now - calmSince >= 2_000) return [];
    if (now > deadline) return pending;
    await sleep(500, undefined, { signal: options.signal });
  }
}
