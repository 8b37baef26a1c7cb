// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises';
import {
  ControlPlane,
  joinNode,
  shapes,
  startAws,
  untilQuiet,
  usualDelays,
  type Aws,
  type Instance,
  type Node,
} from '@internal/control-plane';
import type { BenchContext } from '../bench';
import type { DrainOptions } from './options';
import { budgetOf, deploymentOf, workloads, type Workload } from './workloads';

/** A cluster of one managed group with workloads on it, and AWS around it. */
export interface World {
  plane: ControlPlane;
  aws: Aws;
  workloads: Workload[];
  /** Names of the nodes that are to be emptied. */
  oldNodes: string[];
}

const shape = shapes[0];
const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];

/** A node as Auto Mode leaves it, empty, that no provisioner looks after. */
function waitingNode(index: number): Instance {
  const id = `i-0fee${index.toString(16).padStart(13, '0')}`;
  return {
    instanceId: id,
    instanceType: shape.type,
    availabilityZone: zones[index % zones.length],
    privateDnsName: id,
    capacityType: 'on-demand',
    vcpus: shape.vcpus,
    memoryMiB: shape.memoryMiB,
    architecture: 'amd64',
    labels: { 'eks.amazonaws.com/compute-type': 'auto' },
    taints: [],
  };
}

async function readyNodes(
  plane: ControlPlane,
  signal: AbortSignal,
): Promise<Node[]> {
  const { items } = await plane.api.list<Node>('/api/v1/nodes', {}, signal);
  return items.filter(
    node =>
      node.status?.conditions?.some(
        condition => condition.type === 'Ready' && condition.status === 'True',
      ) &&
      !node.spec.taints?.some(
        taint => taint.key === 'node.kubernetes.io/not-ready',
      ),
  );
}

async function untilNodes(
  plane: ControlPlane,
  count: number,
  signal: AbortSignal,
): Promise<Node[]> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const ready = await readyNodes(plane, signal);
    if (ready.length >= count) return ready;
    if (Date.now() > deadline)
      throw new Error(
        `${ready.length} of ${count} nodes were Ready after 120 s`,
      );
    await sleep(200, undefined, { signal });
  }
}

/** As many empty new nodes as there are old ones. */
export async function addWaitingNodes(
  { plane, oldNodes }: World,
  signal: AbortSignal,
): Promise<void> {
  const before = (await readyNodes(plane, signal)).length;
  await Promise.all(
    oldNodes.map((_, index) => joinNode(plane.api, waitingNode(index), signal)),
  );
  await untilNodes(plane, before + oldNodes.length, signal);
}

async function applyWorkloads(
  plane: ControlPlane,
  all: readonly Workload[],
  signal: AbortSignal,
): Promise<void> {
  const { api } = plane;
  for (const name of new Set(all.map(each => each.namespace)))
    await api.ensure(
      '/api/v1/namespaces',
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
      signal,
    );
  for (const workload of all) {
    const { namespace } = workload;
    const budget = budgetOf(workload);
    if (budget)
      await api.ensure(
        `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`,
        budget,
        signal,
      );
    await api.ensure(
      `/apis/apps/v1/namespaces/${namespace}/deployments`,
      deploymentOf(workload),
      signal,
    );
  }
}

/** Builds one up, all pods Ready, lets `work` use it, and takes it down again, whatever happens. */
export async function withWorld<T>(
  options: Pick<DrainOptions, 'nodes' | 'pods'>,
  { progress, signal }: BenchContext,
  work: (world: World) => Promise<T>,
): Promise<T> {
  const closers: (() => Promise<unknown>)[] = [];
  try {
    // The API server asks who a token is from the start; AWS knows a moment later.
    const account: { aws?: Aws } = {};
    const plane = await ControlPlane.start({
      signal,
      delays: usualDelays,
      controllerQps: 1000,
      // Asked each second, the harness, which watches every pod, would be part of what is measured.
      tokenCacheTtl: '2m',
      authenticate: async token => account.aws?.authenticate(token),
    });
    closers.push(() => plane.stop());
    const aws = await startAws({
      plane,
      sizing: { shape, nodesPerGroup: options.nodes, groups: ['general'] },
      progress,
    });
    account.aws = aws;
    closers.push(() => aws.close());
    const nodes = await untilNodes(plane, options.nodes, signal);
    const all = workloads(options.pods);
    await applyWorkloads(plane, all, signal);
    const pending = await untilQuiet(plane.api, { within: 300_000, signal });
    if (pending.length > 0)
      throw new Error(
        `${
          pending.length
        } objects were not Ready within 300 s, the first: ${JSON.stringify(
          pending[0],
        )}. Are ${options.nodes} nodes enough for ${options.pods} pods?`,
      );
    return await work({
      plane,
      aws,
      workloads: all,
      oldNodes: nodes.map(node => node.metadata.name),
    });
  } finally {
    for (const close of closers.reverse())
      await close().catch(error =>
        progress(`not everything stopped: ${error}`),
      );
  }
}
