// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { subjectKey } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  EndpointSlice,
  Node,
  PersistentVolumeClaim,
  Pod,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { z } from 'zod';
import { resourceTypes } from '../../clusters/kubernetesApi';
import { fateOf } from '../drain/fate';
import { readNodes, readPods } from '../drain/read';
import { isLeaving, isReady, workloadKey } from '../drain/workload';
import { listAll } from '../objects';
import type { StepContext } from '../step';
import { isAutoNode } from './autoNodes';

export const snapshotSchema = z.object({
  /** Ready pods by workload; DaemonSets and finished pods do not count. */
  ready: z.record(z.string(), z.number()),
  /** Workloads with a pod that waits for a node. */
  pending: z.array(z.string()),
  /** Claims that are bound. */
  bound: z.array(z.string()),
  /** Services with a ready endpoint, each with the workloads whose pods those are. */
  served: z.record(z.string(), z.array(z.string())),
  nodes: z.number(),
  autoNodes: z.number(),
});

/** How the workloads of a cluster stand, small enough to be kept with the run. */
export type Snapshot = z.infer<typeof snapshotSchema>;

export interface Observed {
  snapshot: Snapshot;
  pods: Pod[];
  nodes: Node[];
}

export async function observe(context: StepContext): Promise<Observed> {
  const { session, signal } = context;
  const options = { limit: 500, signal };
  const [pods, nodes, claims, slices] = await Promise.all([
    readPods(session, signal),
    readNodes(session, signal),
    listAll<PersistentVolumeClaim>(
      session.kubernetes,
      resourceTypes.persistentVolumeClaims,
      options,
    ),
    listAll<EndpointSlice>(
      session.kubernetes,
      resourceTypes.endpointSlices,
      options,
    ),
  ]);
  const ready: Record<string, number> = {};
  const pending = new Set<string>();
  for (const pod of pods) {
    if (isLeaving(pod) || fateOf(pod) === 'stays' || fateOf(pod) === 'finished')
      continue;
    const key = workloadKey(pod);
    ready[key] = (ready[key] ?? 0) + (isReady(pod) ? 1 : 0);
    if (pod.status?.phase === 'Pending' && pod.spec.nodeName === undefined)
      pending.add(key);
  }
  const workloads = new Map(
    pods.map(pod => [
      `${pod.metadata.namespace}/${pod.metadata.name}`,
      workloadKey(pod),
    ]),
  );
  const served: Record<string, string[]> = {};
  for (const { metadata, endpoints = [] } of slices) {
    const service = metadata.labels?.['kubernetes.io/service-name'];
    if (service === undefined) continue;
    for (const { conditions, targetRef } of endpoints) {
      if (conditions?.ready === false) continue;
      const behind = (served[`${metadata.namespace}/${service}`] ??= []);
      // An endpoint that is no pod of the cluster stands for itself: no plan stops it.
      const key =
        workloads.get(`${metadata.namespace}/${targetRef?.name}`) ?? '';
      if (!behind.includes(key)) behind.push(key);
    }
  }
  return {
    pods,
    nodes,
    snapshot: {
      ready,
      pending: [...pending].sort(),
      bound: claims
        .filter(claim => claim.status?.phase === 'Bound')
        .map(claim =>
          subjectKey({
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            namespace: claim.metadata.namespace ?? '',
            name: claim.metadata.name,
          }),
        )
        .sort(),
      served,
      nodes: nodes.length,
      autoNodes: nodes.filter(isAutoNode).length,
    },
  };
}
