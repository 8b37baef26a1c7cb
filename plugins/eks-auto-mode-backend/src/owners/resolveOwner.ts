// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  isAwsSubject,
  subjectKey,
  type OwnerResolution,
  type Subject,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  Inventory,
  InventoryPart,
  KubernetesObject,
  LabelSelector,
  PodTemplate,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { matchesLabelSelector as matchesSelector } from '../placement/selectors';
import type { CatalogOwners, OwningComponent } from './catalogOwners';
import { matchesLabelSelector } from './labelSelector';

export interface Owned {
  owner?: string;
  resolution: OwnerResolution;
  componentRef?: string;
}

export interface OwnerResolver {
  ownerOf(subject: Subject): Owned;
}

const WORKLOADS = [
  'deployments',
  'statefulSets',
  'daemonSets',
  'cronJobs',
  'jobs',
  'replicaSets',
] as const;
const OTHERS = [
  'pods',
  'podDisruptionBudgets',
  'services',
  'ingresses',
  'persistentVolumeClaims',
  'networkPolicies',
] as const;

/**
 * Resolves subjects of one inventory to owners (DESIGN §5): `backstage.io/kubernetes-id` label, then
 * an entity's label selector, then team labels, then the namespace's team label, then the cluster's
 * owner. Labels of a workload are its own and its pod template's; a budget, service or policy without
 * an answer of its own takes that of a workload that it selects, a pod that of its controllers.
 */
export function createOwnerResolver(options: {
  inventory: Inventory;
  catalog: CatalogOwners;
  clusterOwner?: string;
  /** Label keys whose value names a team, in order: `team`, `example.com/owner` … */
  teamLabels: string[];
}): OwnerResolver {
  const { inventory, catalog, clusterOwner, teamLabels } = options;
  const labels = new Map<string, Record<string, string>>();
  const selectors = new Map<string, LabelSelector>();
  const parents = new Map<string, string>();
  const workloads: {
    key: string;
    namespace?: string;
    podLabels: Record<string, string>;
  }[] = [];
  const namespaces = new Map<string, Record<string, string>>();

  const objectsOf = (part: InventoryPart): KubernetesObject[] => {
    const value = inventory.parts[part];
    return value.state === 'read' ? (value.value as KubernetesObject[]) : [];
  };
  const keyOf = (object: KubernetesObject) =>
    subjectKey({
      apiVersion: object.apiVersion,
      kind: object.kind,
      namespace: object.metadata.namespace,
      name: object.metadata.name,
    });
  const remember = (object: KubernetesObject, template?: PodTemplate) => {
    const key = keyOf(object);
    const podLabels = template?.metadata?.labels ?? {};
    labels.set(key, { ...podLabels, ...object.metadata.labels });
    const controller = object.metadata.ownerReferences?.find(o => o.controller);
    if (controller) {
      parents.set(
        key,
        subjectKey({
          apiVersion: controller.apiVersion,
          kind: controller.kind,
          namespace: object.metadata.namespace,
          name: controller.name,
        }),
      );
    }
    return { key, podLabels };
  };

  for (const part of WORKLOADS) {
    for (const object of objectsOf(part)) {
      const { key, podLabels } = remember(object, templateOf(object));
      workloads.push({ key, namespace: object.metadata.namespace, podLabels });
    }
  }
  for (const part of OTHERS) {
    for (const object of objectsOf(part)) {
      const { key } = remember(object);
      const selector = selectorOf(object);
      if (selector) selectors.set(key, selector);
    }
  }
  for (const namespace of objectsOf('namespaces')) {
    namespaces.set(namespace.metadata.name, namespace.metadata.labels ?? {});
  }

  const teamOf = (of: Record<string, string>): string | undefined => {
    for (const key of teamLabels) {
      const value = of[key];
      if (!value) continue;
      const ref = value.includes(':') ? value : `group:default/${value}`;
      if (catalog.teams.has(ref.toLocaleLowerCase('en-US')))
        return ref.toLocaleLowerCase('en-US');
    }
    return undefined;
  };

  const withSelector = catalog.components.filter(one => one.labelSelector);
  const byKubernetesId = new Map<string, OwningComponent[]>();
  for (const component of catalog.components) {
    const { kubernetesId } = component;
    if (!kubernetesId) continue;
    const same = byKubernetesId.get(kubernetesId);
    if (same) same.push(component);
    else byKubernetesId.set(kubernetesId, [component]);
  }
  const byLabels = (
    of: Record<string, string>,
    namespace?: string,
  ): Owned | undefined => {
    const id = of['backstage.io/kubernetes-id'];
    if (id) {
      const component = byKubernetesId
        .get(id)
        ?.find(e => !e.namespace || e.namespace === namespace);
      if (component) {
        return {
          owner: component.owner,
          resolution: 'kubernetes-id',
          componentRef: component.ref,
        };
      }
    }
    const selecting = withSelector.find(
      e =>
        e.labelSelector &&
        (!e.namespace || e.namespace === namespace) &&
        matchesLabelSelector(e.labelSelector, of),
    );
    if (selecting) {
      return {
        owner: selecting.owner,
        resolution: 'label-selector',
        componentRef: selecting.ref,
      };
    }
    const team = teamOf(of);
    return team ? { owner: team, resolution: 'team-label' } : undefined;
  };

  const resolveObject = (
    key: string,
    namespace: string | undefined,
    depth: number,
  ): Owned | undefined => {
    const own = labels.get(key);
    const found = own && byLabels(own, namespace);
    if (found) return found;
    // Job of a CronJob, pod of a ReplicaSet of a Deployment: three steps are as far as it goes.
    const parent = parents.get(key);
    if (parent && depth < 3) return resolveObject(parent, namespace, depth + 1);
    const selector = selectors.get(key);
    if (selector) {
      for (const workload of workloads) {
        if (
          workload.namespace === namespace &&
          matchesSelector(selector, workload.podLabels)
        ) {
          const owned = resolveObject(workload.key, namespace, depth + 1);
          if (owned) return owned;
        }
      }
    }
    return undefined;
  };

  const cache = new Map<string, Owned>();
  return {
    ownerOf(subject) {
      const key = subjectKey(subject);
      const known = cache.get(key);
      if (known) return known;
      const owned = resolve(subject, key);
      cache.set(key, owned);
      return owned;
    },
  };

  function resolve(subject: Subject, key: string): Owned {
    if (!isAwsSubject(subject)) {
      const found = resolveObject(key, subject.namespace, 0);
      if (found) return found;
      const namespace =
        subject.kind === 'Namespace' ? subject.name : subject.namespace;
      const team = namespace && teamOf(namespaces.get(namespace) ?? {});
      if (team) return { owner: team, resolution: 'namespace' };
    }
    return clusterOwner
      ? { owner: clusterOwner, resolution: 'cluster' }
      : { resolution: 'none' };
  }
}

function templateOf(object: KubernetesObject): PodTemplate | undefined {
  if (!('spec' in object)) return undefined;
  const spec = object.spec as {
    template?: PodTemplate;
    jobTemplate?: { spec: { template?: PodTemplate } };
  };
  return spec.template ?? spec.jobTemplate?.spec.template;
}

function selectorOf(object: KubernetesObject): LabelSelector | undefined {
  if (!('spec' in object)) return undefined;
  const spec = object.spec as {
    selector?: LabelSelector | Record<string, string>;
    podSelector?: LabelSelector;
  };
  const selector =
    object.kind === 'Service' && spec.selector
      ? { matchLabels: spec.selector as Record<string, string> }
      : (spec.selector as LabelSelector | undefined) ?? spec.podSelector;
  // An empty selector selects the whole namespace: it says nothing about an owner.
  const empty =
    !selector ||
    (Object.keys(selector.matchLabels ?? {}).length === 0 &&
      (selector.matchExpressions ?? []).length === 0);
  return empty ? undefined : selector;
}
