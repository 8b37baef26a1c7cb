// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises';
import {
  ControlPlane,
  follow,
  joinNode,
  shapes,
  untilQuiet,
  type KubeObject,
  type Pod,
} from '@internal/control-plane';
import type { BenchContext } from '../bench';
import { budgetOf, budgets, deploymentOf } from './workloads';

interface Budget extends KubeObject {
  status?: { disruptionsAllowed?: number };
}

/** Long enough to be told from latency, and the same for every pod. */
const readyMs = 1_000;
const times = 7;

/**
 * On an idle cluster: from asking for an eviction until its budget allows the next, less the ready
 * delay. What controllers, scheduler and kubelet take at the least; the median, in milliseconds.
 */
export async function rolloutLatency({
  signal,
}: Pick<BenchContext, 'signal'>): Promise<number> {
  const plane = await ControlPlane.start({
    signal,
    controllerQps: 1000,
    delays: {
      ready: [readyMs, readyMs],
      gone: [readyMs, readyMs],
      jobSucceeds: readyMs,
    },
  });
  const stopping = new AbortController();
  try {
    const workload = {
      namespace: 'default',
      name: 'app-000',
      budget: budgets[0],
    };
    const [shape] = shapes;
    await joinNode(
      plane.api,
      {
        instanceId: 'i-00000000000000001',
        instanceType: shape.type,
        availabilityZone: 'us-east-1a',
        privateDnsName: 'ip-10-0-0-1.ec2.internal',
        capacityType: 'on-demand',
        vcpus: shape.vcpus,
        memoryMiB: shape.memoryMiB,
        architecture: 'amd64',
        labels: {},
        taints: [],
      },
      signal,
    );
    const namespace = `namespaces/${workload.namespace}`;
    await plane.api.ensure(
      `/apis/policy/v1/${namespace}/poddisruptionbudgets`,
      budgetOf(workload),
      signal,
    );
    await plane.api.ensure(
      `/apis/apps/v1/${namespace}/deployments`,
      deploymentOf(workload),
      signal,
    );
    await untilQuiet(plane.api, { within: 120_000, signal });
    let allowed = 0;
    let changed = () => {};
    await follow<Budget>(
      plane.api,
      '/apis/policy/v1/poddisruptionbudgets',
      ({ object }) => {
        allowed = object.status?.disruptionsAllowed ?? 0;
        changed();
      },
      stopping.signal,
    ).ready;
    const until = (wanted: (now: number) => boolean) =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error('No rollout was over within 30 s')),
          30_000,
        );
        changed = () => {
          if (!wanted(allowed)) return;
          clearTimeout(timer);
          changed = () => {};
          resolve();
        };
        changed();
      });
    const latencies: number[] = [];
    for (let time = 0; time < times; time += 1) {
      await until(now => now > 0);
      await sleep(2 * readyMs, undefined, { signal });
      const { items } = await plane.api.list<Pod>(
        `/api/v1/${namespace}/pods`,
        {},
        signal,
      );
      const pod = items.find(each => !each.metadata.deletionTimestamp);
      if (!pod) throw new Error('The workload has no pod left');
      const { name } = pod.metadata;
      const spent = until(now => now === 0);
      const asked = Date.now();
      await plane.api.request(
        'POST',
        `/api/v1/${namespace}/pods/${name}/eviction`,
        {
          body: {
            apiVersion: 'policy/v1',
            kind: 'Eviction',
            metadata: { name, namespace: workload.namespace },
          },
          signal,
        },
      );
      await spent;
      await until(now => now > 0);
      latencies.push(Date.now() - asked - readyMs);
    }
    return latencies.sort((a, b) => a - b)[Math.floor(times / 2)];
  } finally {
    stopping.abort();
    await plane.stop();
  }
}
