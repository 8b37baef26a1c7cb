// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

// What an afternoon's script does: reads `status.disruptionsAllowed` of every budget each 200 ms and
// evicts just that many, over 16 connections. No journal, no lease, no placement, no pace of its own.
import { KubeApi, type KubeObject, type Pod } from '@internal/control-plane';
import { setTimeout as sleep } from 'node:timers/promises';

interface Budget extends KubeObject {
  spec: { selector: { matchLabels: { app: string } } };
  status?: { disruptionsAllowed?: number };
}

export interface EvictorWork {
  endpoint: string;
  ca: string;
  token: string;
  nodes: string[];
}

const keyOf = (namespace: string | undefined, app: string | undefined) =>
  `${namespace}/${app}`;

async function drain({ endpoint, ca, token, nodes }: EvictorWork) {
  const api = new KubeApi(endpoint, ca, token, 'evictor');
  const old = new Set(nodes);
  await Promise.all(
    nodes.map(name =>
      api.mergePatch(`/api/v1/nodes/${name}`, {
        spec: { unschedulable: true },
      }),
    ),
  );
  const evicted = new Set<string | undefined>();
  let left = Infinity;
  while (left > 0) {
    const next = sleep(200);
    const { items: budgets } = await api.list<Budget>(
      '/apis/policy/v1/poddisruptionbudgets',
    );
    const allowed = new Map(
      budgets.map(({ metadata, spec, status }) => [
        keyOf(metadata.namespace, spec.selector.matchLabels.app),
        status?.disruptionsAllowed ?? 0,
      ]),
    );
    const pods = (await api.list<Pod>('/api/v1/pods')).items.filter(pod =>
      old.has(pod.spec.nodeName ?? ''),
    );
    left = pods.length;
    const may = pods.filter(({ metadata }) => {
      if (metadata.deletionTimestamp || evicted.has(metadata.uid)) return false;
      const key = keyOf(metadata.namespace, metadata.labels?.app);
      const budget = allowed.get(key) ?? Infinity;
      allowed.set(key, budget - 1);
      return budget > 0;
    });
    await Promise.all(
      may.map(async ({ metadata: { namespace, name, uid } }) => {
        await api
          .request(
            'POST',
            `/api/v1/namespaces/${namespace}/pods/${name}/eviction`,
            {
              body: {
                apiVersion: 'policy/v1',
                kind: 'Eviction',
                metadata: { namespace, name },
              },
            },
          )
          .then(
            () => evicted.add(uid),
            // Refused: asked again with what the next reading allows.
            () => {},
          );
      }),
    );
    await next;
  }
  await api.close();
}

process.once('message', (work: EvictorWork) => {
  drain(work).then(
    () => process.disconnect(),
    error => {
      process.stderr.write(`${error}\n`);
      process.exit(1);
    },
  );
});
process.send?.('up');
