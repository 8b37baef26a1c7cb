// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { isDeepStrictEqual } from 'node:util';
import type { KubeApi } from '../api/client';
import { conditionIs, KubeObject, Node } from '../api/objects';
import { ResponseError } from '../api/responseError';

/** What has to be the same after an undo: fields by object, both by name. */
export type NormalForm = Record<string, Record<string, unknown>>;

export interface Difference {
  object: string;
  field: string;
  before: unknown;
  after: unknown;
}

/** Fields that differ, in the order of their objects' names. */
export function differences(
  before: NormalForm,
  after: NormalForm,
): Difference[] {
  const found: Difference[] = [];
  const objects = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const object of [...objects].sort()) {
    const fields = new Set([
      ...Object.keys(before[object] ?? {}),
      ...Object.keys(after[object] ?? {}),
    ]);
    for (const field of [...fields].sort()) {
      const was = before[object]?.[field];
      const is = after[object]?.[field];
      if (!isDeepStrictEqual(was, is)) {
        found.push({ object, field, before: was ?? null, after: is ?? null });
      }
    }
  }
  return found;
}

const perMachine = ['kubernetes.io/hostname'];

/** Kubernetes' own taint for a cordon says nothing that `cordoned` does not. */
const ownTaints = [
  'node.kubernetes.io/unschedulable',
  'node.kubernetes.io/not-ready',
];

/**
 * Nodes of one group in one zone are told apart by nothing that lasts: after a shrink and back they are other
 * machines. So they are counted by what they look like.
 */
export function nodesNormalForm(nodes: readonly Node[]): NormalForm {
  const looks = new Map<string, { look: object; count: number }>();
  for (const { metadata, spec, status } of nodes) {
    const labels = Object.fromEntries(
      Object.entries(metadata.labels ?? {})
        .filter(([key]) => !perMachine.includes(key))
        .sort(([a], [b]) => a.localeCompare(b)),
    );
    const look = {
      labels,
      taints: (spec.taints ?? [])
        .filter(taint => !ownTaints.includes(taint.key))
        .map(({ key, value, effect }) => `${key}=${value ?? ''}:${effect}`)
        .sort(),
      cordoned: spec.unschedulable ?? false,
      ready: conditionIs(status?.conditions, 'Ready'),
    };
    const key = JSON.stringify(look);
    const seen = looks.get(key) ?? { look, count: 0 };
    seen.count += 1;
    looks.set(key, seen);
  }
  const form: NormalForm = {};
  for (const { look, count } of looks.values()) {
    const { labels } = look as { labels: Record<string, string> };
    const pool = labels['karpenter.sh/nodepool'];
    const name = pool
      ? `Nodes of pool ${pool}`
      : `Nodes of group ${labels['eks.amazonaws.com/nodegroup'] ?? '-'} in ${
          labels['topology.kubernetes.io/zone'] ?? '-'
        }`;
    const list = (form[name]?.nodes ?? []) as object[];
    form[name] = {
      nodes: [...list, { ...look, count }].sort((a, b) =>
        JSON.stringify(a).localeCompare(JSON.stringify(b)),
      ),
    };
  }
  return form;
}

const kinds = [
  { kind: 'Deployment', path: '/apis/apps/v1/deployments', ready: true },
  { kind: 'StatefulSet', path: '/apis/apps/v1/statefulsets', ready: true },
  { kind: 'DaemonSet', path: '/apis/apps/v1/daemonsets', ready: false },
  { kind: 'CronJob', path: '/apis/batch/v1/cronjobs', ready: false },
  {
    kind: 'PodDisruptionBudget',
    path: '/apis/policy/v1/poddisruptionbudgets',
    ready: false,
  },
  {
    kind: 'PersistentVolumeClaim',
    path: '/api/v1/persistentvolumeclaims',
    ready: false,
  },
  {
    kind: 'StorageClass',
    path: '/apis/storage.k8s.io/v1/storageclasses',
    ready: false,
  },
  { kind: 'NodePool', path: '/apis/karpenter.sh/v1/nodepools', ready: false },
  {
    kind: 'NodeClass',
    path: '/apis/eks.amazonaws.com/v1/nodeclasses',
    ready: false,
  },
] as const;

/** Written by controllers while they work, not by anybody who means something. */
const volatileAnnotations = [
  'deployment.kubernetes.io/revision',
  'volume.kubernetes.io/selected-node',
];

function withoutVolatile(annotations: Record<string, string> | undefined) {
  return Object.fromEntries(
    Object.entries(annotations ?? {}).filter(
      ([key]) => !volatileAnnotations.includes(key),
    ),
  );
}

/** The Kubernetes half of the normal form, read from the API server. */
export async function kubernetesNormalForm(
  api: KubeApi,
  signal?: AbortSignal,
): Promise<NormalForm> {
  const nodes = await api.list<Node>('/api/v1/nodes', {}, signal);
  const form = nodesNormalForm(nodes.items);
  for (const { kind, path, ready } of kinds) {
    const list = await api
      .list<
        KubeObject & {
          provisioner?: string;
          parameters?: unknown;
          status?: { readyReplicas?: number };
        }
      >(path, {}, signal)
      .catch(error => {
        // Auto Mode's kinds do not exist before it is switched on.
        if (ResponseError.is(error, 404)) return { items: [] };
        throw error;
      });
    for (const object of list.items) {
      const { metadata, spec, status } = object;
      const name = metadata.namespace
        ? `${kind}/${metadata.namespace}/${metadata.name}`
        : `${kind}/${metadata.name}`;
      form[name] = {
        spec,
        labels: metadata.labels ?? {},
        annotations: withoutVolatile(metadata.annotations),
        ...(object.provisioner && {
          provisioner: object.provisioner,
          parameters: object.parameters ?? {},
        }),
        ...(ready && { ready: status?.readyReplicas ?? 0 }),
      };
    }
  }
  const auth = await api.find<KubeObject & { data?: unknown }>(
    '/api/v1/namespaces/kube-system/configmaps/aws-auth',
    signal,
  );
  if (auth) form['ConfigMap/kube-system/aws-auth'] = { data: auth.data };
  return form;
}
