// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { at, textAt } from './ledger';

/** What has to be the same after an undo: fields by object, both by name. */
export type NormalForm = Record<string, Record<string, unknown>>;

/** Kinds that people (or a run) write; everything else follows from them. */
const KINDS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'PodDisruptionBudget',
  'PersistentVolumeClaim',
  'StorageClass',
  'ConfigMap',
  'NodePool',
  'NodeClass',
];

/** Written by controllers while they work, not by anybody who means something. */
const VOLATILE = [
  'deployment.kubernetes.io/revision',
  'volume.kubernetes.io/selected-node',
];

/** What only says of a node which machine it is, or what `cordoned` says already. */
const MACHINE = ['kubernetes.io/hostname', 'eks.amazonaws.com/instance-id'];
const OWN_TAINTS = [
  'node.kubernetes.io/unschedulable',
  'node.kubernetes.io/not-ready',
];

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};

const without = (value: unknown, keys: readonly string[]) =>
  Object.fromEntries(
    Object.entries(record(value)).filter(([key]) => !keys.includes(key)),
  );

/** One node of a group is as good as another: they are counted by what they look like. */
function nodeLook(node: unknown) {
  const taints = at(at(node, 'spec'), 'taints');
  return {
    labels: Object.fromEntries(
      Object.entries(without(at(at(node, 'metadata'), 'labels'), MACHINE)).sort(
        ([a], [b]) => (a < b ? -1 : 1),
      ),
    ),
    taints: (Array.isArray(taints) ? taints : [])
      .filter(taint => !OWN_TAINTS.includes(textAt(taint, 'key') ?? ''))
      .map(
        taint =>
          `${textAt(taint, 'key')}=${textAt(taint, 'value') ?? ''}:${textAt(
            taint,
            'effect',
          )}`,
      )
      .sort(),
    cordoned: at(at(node, 'spec'), 'unschedulable') === true,
  };
}

function nodes(objects: readonly unknown[]): NormalForm {
  const counts: Record<string, unknown> = {};
  for (const object of objects) {
    if (textAt(object, 'kind') !== 'Node') continue;
    const look = JSON.stringify(nodeLook(object));
    counts[look] = Number(counts[look] ?? 0) + 1;
  }
  return { Nodes: counts };
}

/** The Kubernetes half of the normal form, from every object of a cluster. */
export function kubernetesForm(objects: readonly unknown[]): NormalForm {
  const form = nodes(objects);
  for (const object of objects) {
    const kind = textAt(object, 'kind') ?? '';
    if (!KINDS.includes(kind)) continue;
    const metadata = at(object, 'metadata');
    const name = [kind, textAt(metadata, 'namespace'), textAt(metadata, 'name')]
      .filter(Boolean)
      .join('/');
    const status = at(object, 'status');
    form[name] = {
      ...without(object, ['apiVersion', 'kind', 'metadata', 'status']),
      labels: record(at(metadata, 'labels')),
      annotations: without(at(metadata, 'annotations'), VOLATILE),
      ...(kind === 'Deployment' || kind === 'StatefulSet'
        ? { ready: at(status, 'readyReplicas') ?? 0 }
        : {}),
    };
  }
  return form;
}
