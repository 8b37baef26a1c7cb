// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Resource } from '../resources';
import type { Served } from '../served';

const VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

const SUBRESOURCES: Record<
  string,
  { kind?: string; group?: string; version?: string; verbs: string[] }
> = {
  status: { verbs: ['get', 'patch', 'update'] },
  finalize: { verbs: ['update'] },
  scale: {
    kind: 'Scale',
    group: 'autoscaling',
    version: 'v1',
    verbs: ['get', 'patch', 'update'],
  },
  eviction: {
    kind: 'Eviction',
    group: 'policy',
    version: 'v1',
    verbs: ['create'],
  },
  binding: { kind: 'Binding', verbs: ['create'] },
  approval: { verbs: ['get', 'patch', 'update'] },
};

/** Answers `/api`, `/apis` and below, or nothing where nothing is served. */
export function discover(
  path: string,
  served: Served,
  address: string,
): object | undefined {
  const parts = path.split('/').filter(Boolean);
  const groups = served.groups();
  if (parts[0] === 'api' && parts.length === 1) {
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [
        { clientCIDR: '0.0.0.0/0', serverAddress: address },
      ],
    };
  }
  if (parts[0] === 'api' && parts.length === 2 && parts[1] === 'v1')
    return resourceList('', 'v1', served);
  if (parts[0] !== 'apis') return undefined;
  if (parts.length === 1) {
    const named = [...groups].filter(([name]) => name !== '');
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: named.map(([name, versions]) => apiGroup(name, versions)),
    };
  }
  const versions = groups.get(parts[1]);
  if (!versions) return undefined;
  if (parts.length === 2)
    return {
      kind: 'APIGroup',
      apiVersion: 'v1',
      ...apiGroup(parts[1], versions),
    };
  if (parts.length === 3 && versions.includes(parts[2]))
    return resourceList(parts[1], parts[2], served);
  return undefined;
}

function apiGroup(name: string, versions: string[]): object {
  const listed = versions.map(version => ({
    groupVersion: `${name}/${version}`,
    version,
  }));
  return { name, versions: listed, preferredVersion: listed[0] };
}

function resourceList(group: string, version: string, served: Served): object {
  const resources = served
    .in(group, version)
    .flatMap(resource => [main(resource), ...subs(resource)]);
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group ? `${group}/${version}` : version,
    resources,
  };
}

function verbsOf(resource: Resource): string[] {
  if (resource.measured) return ['get', 'list'];
  return resource.virtual ? ['create'] : VERBS;
}

function main(resource: Resource): object {
  return {
    name: resource.plural,
    singularName: resource.singular,
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: verbsOf(resource),
    ...(resource.shortNames ? { shortNames: resource.shortNames } : {}),
    ...(resource.categories ? { categories: resource.categories } : {}),
  };
}

function subs(resource: Resource): object[] {
  return resource.subresources.map(name => ({
    name: `${resource.plural}/${name}`,
    singularName: '',
    namespaced: resource.namespaced,
    ...{ kind: resource.kind },
    ...SUBRESOURCES[name],
  }));
}
