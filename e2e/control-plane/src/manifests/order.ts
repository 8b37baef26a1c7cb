// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { KubeObject } from '../api/objects';
import type { Manifest, NotApplied } from './read';

/** In which order objects go to the server, and which never do. */
export interface Order {
  first: Manifest[];
  middle: Manifest[];
  last: Manifest[];
  notApplied: NotApplied[];
  /** Something in here speaks of Karpenter's or EKS' own kinds, so the harness' CRDs must be there from the start. */
  needsAutoModeCrds: boolean;
}

const ownGroups = ['karpenter.sh', 'eks.amazonaws.com'];

export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
}

const webhooks = [
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
];

/** Whether a webhook calls a Service, whose pods are simulated and answer nothing: it would block what it matches. */
function callsService(object: KubeObject): boolean {
  const hooks = object.webhooks;
  return (
    Array.isArray(hooks) &&
    hooks.some(hook => hook?.clientConfig?.service !== undefined)
  );
}

export function notAppliedOf(
  { file, object }: Manifest,
  message: string,
): NotApplied {
  return {
    file,
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(object.metadata.namespace && { namespace: object.metadata.namespace }),
    name: object.metadata.name,
    message,
  };
}

export function order(manifests: readonly Manifest[]): Order {
  const result: Order = {
    first: [],
    middle: [],
    last: [],
    notApplied: [],
    needsAutoModeCrds: false,
  };
  const namespaces: Manifest[] = [];
  for (const manifest of manifests) {
    const { object } = manifest;
    if (ownGroups.includes(groupOf(object.apiVersion))) {
      result.needsAutoModeCrds = true;
    }
    if (object.kind === 'CustomResourceDefinition') {
      const { group } = (object.spec ?? {}) as { group?: string };
      if (group !== undefined && ownGroups.includes(group)) {
        result.needsAutoModeCrds = true;
        result.notApplied.push(
          notAppliedOf(manifest, 'skipped: the harness brings this CRD itself'),
        );
      } else {
        result.first.push(manifest);
      }
    } else if (object.kind === 'Namespace') {
      namespaces.push(manifest);
    } else if (webhooks.includes(object.kind)) {
      if (callsService(object)) {
        result.notApplied.push(
          notAppliedOf(
            manifest,
            'skipped: an admission webhook to a simulated pod would refuse whatever it matches',
          ),
        );
      } else {
        result.last.push(manifest);
      }
    } else if (object.kind === 'APIService') {
      result.last.push(manifest);
    } else {
      result.middle.push(manifest);
    }
  }
  result.first.unshift(...namespaces);
  return result;
}
