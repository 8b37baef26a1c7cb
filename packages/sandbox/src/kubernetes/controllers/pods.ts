// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import type { PodTemplate } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { KubeObject, Meta, Pod, isReady } from '../model';
import { ownedBy, suffix } from '../objects';
import { types } from '../resources';
import type { Cause } from '../store';
import type { World } from '../world';

/** Creates one pod from a controller's template. */
export function createPod(
  world: World,
  owner: KubeObject,
  template: PodTemplate,
  cause: Cause,
  extra: {
    name?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    change?: (pod: Pod) => Pod;
  } = {},
): void {
  const prefix = `${owner.metadata.name}-`;
  const metadata: Meta = {
    name: extra.name ?? `${prefix}${suffix()}`,
    namespace: owner.metadata.namespace,
    labels: { ...template.metadata?.labels, ...extra.labels },
    ...(extra.name ? {} : { generateName: prefix }),
    ...(template.metadata?.annotations || extra.annotations
      ? {
          annotations: {
            ...template.metadata?.annotations,
            ...extra.annotations,
          },
        }
      : {}),
    ownerReferences: [ownedBy(owner)],
  };
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: template.spec,
  };
  const namespace = world.store
    .table(types.namespaces)
    .get(metadata.namespace ?? '');
  // In a namespace that is going nothing new comes; the controller goes with it.
  if (!namespace || namespace.metadata.deletionTimestamp) return;
  world.objects.create(
    types.pods,
    extra.change ? extra.change(pod) : pod,
    cause,
  );
}

const hashes = new WeakMap<PodTemplate, string>();

/** A short name for a template: the same template, the same name. */
export function templateHash(template: PodTemplate): string {
  const known = hashes.get(template);
  if (known) return known;
  const hash = createHash('sha256')
    .update(canonical(template))
    .digest('hex')
    .slice(0, 10);
  hashes.set(template, hash);
  return hash;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null)
    return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${k}:${canonical(v)}`)
    .join(',')}}`;
}

/** Which pods a controller gives up first: unplaced before placed, unready before ready, young before old. */
export function leastWanted(a: Pod, b: Pod): number {
  const rank = (p: Pod) => (p.spec.nodeName ? 2 : 0) + (isReady(p) ? 1 : 0);
  return (
    rank(a) - rank(b) ||
    ((a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '')
      ? 1
      : -1)
  );
}
