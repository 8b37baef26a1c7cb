// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { CustomResourceDefinition, KubeObject, isKind } from './model';
import { Resource, builtIn, idOf, metricTypes, types } from './resources';
import type { Store } from './store';

/** Which resource types the API serves: its own and those of CustomResourceDefinitions. */
export class Served {
  readonly #byPath = new Map<string, Resource>();
  readonly #byKind = new Map<string, Resource>();
  readonly #custom = new Map<string, Resource[]>();

  constructor(store: Store) {
    builtIn.forEach(r => this.#add(r));
    store.onChange(({ type, object }) => {
      if (isMetricsServer(object)) this.#measuring(type !== 'DELETED');
      if (!isKind(object, 'CustomResourceDefinition')) return;
      this.#withdraw(object.metadata.name);
      if (type !== 'DELETED') this.define(object);
    });
  }

  /** A definition that came back with a snapshot. */
  restored(object: KubeObject): void {
    if (isKind(object, 'CustomResourceDefinition')) this.define(object);
    if (isMetricsServer(object)) this.#measuring(true);
  }

  define(definition: CustomResourceDefinition): void {
    const { group, names, scope, versions } = definition.spec;
    const resources = (versions ?? [])
      .filter(v => v.served !== false)
      .map(
        (v): Resource => ({
          group,
          version: v.name,
          plural: names.plural,
          singular: names.singular ?? names.kind.toLowerCase(),
          kind: names.kind,
          namespaced: scope !== 'Cluster',
          subresources: Object.keys(v.subresources ?? {}),
          custom: true,
          ...(names.shortNames ? { shortNames: names.shortNames } : {}),
          ...(names.categories ? { categories: names.categories } : {}),
        }),
      );
    this.#custom.set(definition.metadata.name, resources);
    resources.forEach(r => this.#add(r));
  }

  find(group: string, version: string, plural: string): Resource | undefined {
    return this.#byPath.get(`${group}/${version}/${plural}`);
  }

  ofKind(apiVersion: string, kind: string): Resource | undefined {
    return this.#byKind.get(`${apiVersion}/${kind}`);
  }

  /** Versions of each group in the order in which they are preferred. */
  groups(): Map<string, string[]> {
    const groups = new Map<string, string[]>();
    for (const { group, version } of this.#byPath.values()) {
      const versions = groups.get(group) ?? [];
      if (!versions.includes(version)) versions.push(version);
      groups.set(group, versions.sort(preferred));
    }
    return groups;
  }

  in(group: string, version: string): Resource[] {
    return [...this.#byPath.values()].filter(
      r => r.group === group && r.version === version,
    );
  }

  #add(resource: Resource): void {
    this.#byPath.set(
      `${resource.group}/${resource.version}/${resource.plural}`,
      resource,
    );
    this.#byKind.set(
      `${resource.group ? `${resource.group}/` : ''}${resource.version}/${
        resource.kind
      }`,
      resource,
    );
  }

  /** The APIService that metrics-server brings, or takes with it. */
  #measuring(on: boolean): void {
    for (const type of metricTypes) {
      if (on) this.#add(type);
      else {
        this.#byPath.delete(`${type.group}/${type.version}/${type.plural}`);
        this.#byKind.delete(`${type.group}/${type.version}/${type.kind}`);
      }
    }
  }

  #withdraw(definition: string): void {
    for (const { group, version, plural, kind } of this.#custom.get(
      definition,
    ) ?? []) {
      this.#byPath.delete(`${group}/${version}/${plural}`);
      this.#byKind.delete(`${group}/${version}/${kind}`);
    }
    this.#custom.delete(definition);
  }
}

function isMetricsServer(object: KubeObject): boolean {
  return (
    isKind(object, 'Deployment') &&
    object.metadata.namespace === 'kube-system' &&
    object.metadata.name === 'metrics-server'
  );
}

/** GA before beta before alpha, higher first. */
function preferred(a: string, b: string): number {
  const rank = (v: string) => {
    const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(v);
    if (!match) return -1;
    const stage = ['alpha', 'beta', undefined].indexOf(match[2]);
    return stage * 10_000 + Number(match[1]) * 100 + Number(match[3] ?? 0);
  };
  return rank(b) - rank(a);
}

/** Types whose objects the sandbox itself keeps; the namespace controller walks over all others too. */
export const isPods = (resource: Resource) =>
  idOf(resource) === idOf(types.pods);
