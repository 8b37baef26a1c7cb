// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeApi } from '../api/client';
import type { KubeObject, Node, Pod } from '../api/objects';
import { ResponseError } from '../api/responseError';
import type { Extender } from './extender';

/** A small world of API objects and a pod to be placed in it. */
export interface Question {
  nodes: KubeObject[];
  namespaces: KubeObject[];
  persistentVolumes: KubeObject[];
  persistentVolumeClaims: KubeObject[];
  storageClasses: KubeObject[];
  pods: KubeObject[];
  pools: KubeObject[];
  pod: KubeObject;
}

/** What the real scheduler and the real Karpenter answer. */
export type Answer =
  | { nodes: string[] }
  | { launches: string }
  | { pending: true; because: string };

/** Karpenter looks at a pending pod at once, and every ten seconds again. */
const patience = 15_000;

const core = '/api/v1';
const storage = '/apis/storage.k8s.io/v1';
const karpenter = '/apis/karpenter.sh/v1';

class NoAnswer extends Error {}

async function eventually<T>(
  what: string,
  read: () => Promise<T | undefined>,
  within = 30_000,
): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (Date.now() > deadline) {
      throw new NoAnswer(`${what}: not within ${within} ms`);
    }
    await sleep(50);
  }
}

const inNamespace = (object: KubeObject, resource: string) =>
  `${core}/namespaces/${object.metadata.namespace ?? 'default'}/${resource}`;

/** Makes nodes that a kubelet reports Ready, and waits for admission's taint to go. */
async function joinNodes(api: KubeApi, nodes: KubeObject[]): Promise<void> {
  for (const node of nodes) {
    await api.request('POST', `${core}/nodes`, {
      body: {
        ...node,
        spec: {
          ...(node.spec as object),
          providerID: `aws:///us-east-1a/${node.metadata.name}`,
        },
      },
    });
    await api.mergePatch(`${core}/nodes/${node.metadata.name}/status`, {
      status: node.status,
    });
  }
  for (const { metadata } of nodes) {
    await eventually(`node ${metadata.name} Ready`, async () => {
      const node = await api.get<Node>(`${core}/nodes/${metadata.name}`);
      const taints = node.spec.taints ?? [];
      return taints.some(each => each.key === 'node.kubernetes.io/not-ready')
        ? undefined
        : node;
    });
  }
}

async function arrange(api: KubeApi, question: Question): Promise<void> {
  for (const namespace of question.namespaces) {
    const { name } = namespace.metadata;
    await api.apply(`${core}/namespaces/${name}`, namespace);
    await eventually(`service account of ${name}`, () =>
      api.find(`${core}/namespaces/${name}/serviceaccounts/default`),
    );
  }
  for (const object of question.storageClasses) {
    await api.request('POST', `${storage}/storageclasses`, { body: object });
  }
  for (const object of question.persistentVolumes) {
    await api.request('POST', `${core}/persistentvolumes`, { body: object });
  }
  for (const object of question.persistentVolumeClaims) {
    await api.request('POST', inNamespace(object, 'persistentvolumeclaims'), {
      body: object,
    });
  }
  for (const { spec, metadata } of question.persistentVolumeClaims) {
    if (!(spec as { volumeName?: string }).volumeName) continue;
    const path = `${core}/namespaces/default/persistentvolumeclaims/${metadata.name}`;
    await eventually(`claim ${metadata.name} Bound`, async () => {
      const claim = await api.get<KubeObject & { status?: { phase?: string } }>(
        path,
      );
      return claim.status?.phase === 'Bound' ? claim : undefined;
    });
  }
  await joinNodes(api, question.nodes);
  for (const pod of question.pods) {
    await api.request('POST', inNamespace(pod, 'pods'), { body: pod });
  }
  for (const pool of question.pools) {
    await api.request('POST', `${karpenter}/nodepools`, { body: pool });
  }
  for (const { metadata } of question.pools) {
    await eventually(`pool ${metadata.name} Ready`, async () => {
      const pool = await api.get<
        KubeObject & {
          status?: { conditions?: { type: string; status: string }[] };
        }
      >(`${karpenter}/nodepools/${metadata.name}`);
      return pool.status?.conditions?.some(
        each => each.type === 'Ready' && each.status === 'True',
      )
        ? pool
        : undefined;
    });
  }
  // The scheduler's cache follows its watches; what was just created must have reached it.
  await sleep(250);
}

interface Event extends KubeObject {
  reason?: string;
  message?: string;
  reportingComponent?: string;
  source?: { component?: string };
  involvedObject?: { uid?: string };
}

/** Karpenter's own word on the pod: a claim that it launched for it, or an event that nothing fits. */
function provisioned(api: KubeApi, uid: string): Promise<Answer> {
  return eventually(
    'an answer of Karpenter',
    async () => {
      const claims = await api.list(`${karpenter}/nodeclaims`);
      const pool = claims.items[0]?.metadata.labels?.['karpenter.sh/nodepool'];
      if (pool) return { launches: pool };
      const events = await api.list<Event>(`${core}/namespaces/default/events`);
      const refusal = events.items.find(
        event =>
          event.involvedObject?.uid === uid &&
          event.reason === 'FailedScheduling' &&
          (event.reportingComponent || event.source?.component) === 'karpenter',
      );
      return refusal && { pending: true, because: refusal.message ?? '' };
    },
    patience,
  );
}

async function place(
  api: KubeApi,
  extender: Extender,
  question: Question,
): Promise<Answer> {
  const created = await api.request<Pod>(
    'POST',
    inNamespace(question.pod, 'pods'),
    { body: question.pod },
  );
  const uid = created.metadata.uid ?? '';
  const path = `${inNamespace(question.pod, 'pods')}/${created.metadata.name}`;
  const first = await eventually('an answer of the scheduler', async () => {
    const nodes = extender.feasible.get(uid);
    if (nodes) return { nodes, because: '' };
    const pod = await api.get<
      Pod & {
        status?: {
          conditions?: { type: string; status: string; message?: string }[];
        };
      }
    >(path);
    const scheduled = pod.status?.conditions?.find(
      each => each.type === 'PodScheduled',
    );
    return scheduled?.status === 'False'
      ? { nodes: undefined, because: scheduled.message ?? '' }
      : undefined;
  });
  if (first.nodes) return { nodes: first.nodes };
  if (question.pools.length === 0) {
    return { pending: true, because: first.because };
  }
  return provisioned(api, uid);
}

/** Deletes whatever there is, finalizers and all: a placement world has nothing worth keeping. */
async function clear(api: KubeApi): Promise<void> {
  const kinds = [
    `${karpenter}/nodepools`,
    `${karpenter}/nodeclaims`,
    `${core}/pods`,
    `${core}/persistentvolumeclaims`,
    `${core}/persistentvolumes`,
    `${storage}/storageclasses`,
    `${core}/nodes`,
    `${core}/events`,
  ];
  for (const path of kinds) {
    const resource = path.slice(path.lastIndexOf('/') + 1);
    const base = path.slice(0, path.lastIndexOf('/'));
    await eventually(`${resource} gone`, async () => {
      const { items } = await api.list(path);
      for (const { metadata } of items) {
        const scope = metadata.namespace
          ? `/namespaces/${metadata.namespace}`
          : '';
        const one = `${base}${scope}/${resource}/${metadata.name}`;
        await api.remove(one, { gracePeriodSeconds: 0 });
        await api
          .mergePatch(one, { metadata: { finalizers: null } })
          .catch(error => {
            if (!ResponseError.is(error, 404)) throw error;
          });
      }
      // Events may still come; they belong to pods that are gone.
      return items.length === 0 || resource === 'events' ? true : undefined;
    });
  }
}

/**
 * Puts one question to the real scheduler and, where it knows no node, to the real Karpenter. Karpenter says nothing
 * while it takes in that the former world is gone; then it is asked once more. Only an answer counts as one.
 */
export async function ask(
  api: KubeApi,
  extender: Extender,
  question: Question,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    await clear(api);
    await arrange(api, question);
    try {
      return await place(api, extender, question);
    } catch (error) {
      if (!(error instanceof NoAnswer) || attempt === 3) throw error;
    }
  }
}
