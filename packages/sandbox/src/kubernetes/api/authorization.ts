// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Identity } from '../../seam';
import type { PolicyRule, Role, RoleBinding } from '../model';
import { Resource, types } from '../resources';
import { compileSelector } from '../selectors';
import { StatusError, forbidden } from '../status';
import type { Store } from '../store';
import { accessPolicies } from './policies';
import type { RequestInfo } from './request';

export interface Attributes {
  verb: string;
  /** Absent for a path. */
  resource?: {
    group: string;
    resource: string;
    subresource?: string;
    namespace?: string;
    name?: string;
  };
  path?: string;
}

export const anonymous: Identity = {
  arn: '',
  username: 'system:anonymous',
  groups: ['system:unauthenticated'],
  policies: [],
};

type Grant = {
  rules: PolicyRule[];
  namespaces: ReadonlySet<string> | 'cluster';
};

/** RBAC objects in the store and EKS access policies, decided as the API server does: any grant is enough. */
export class Authorizer {
  readonly #grants = new Map<string, Grant[]>();

  constructor(private readonly store: Store) {
    store.onChange(({ resource }) => {
      if (resource.group === 'rbac.authorization.k8s.io') this.#grants.clear();
    });
  }

  allows(identity: Identity, attributes: Attributes): boolean {
    return this.#grantsOf(identity).some(({ rules, namespaces }) => {
      const namespace = attributes.resource?.namespace;
      if (
        namespaces !== 'cluster' &&
        (!namespace || !namespaces.has(namespace))
      )
        return false;
      return rules.some(rule => covers(rule, attributes));
    });
  }

  check(identity: Identity, info: RequestInfo): void {
    if (info.type === 'path') {
      if (this.allows(identity, { verb: info.verb, path: info.path })) return;
      throw new StatusError(
        403,
        'Forbidden',
        `forbidden: User "${identity.username}" cannot ${info.verb} path "${info.path}"`,
        {},
      );
    }
    const resource: Pick<Resource, 'group' | 'plural'> =
      info.type === 'resource'
        ? info.resource
        : { group: info.group, plural: info.plural };
    const { namespace, name, subresource } =
      info.type === 'resource'
        ? info
        : { namespace: undefined, name: undefined, subresource: undefined };
    const attributes = {
      verb: info.verb,
      resource: {
        group: resource.group,
        resource: resource.plural,
        subresource,
        namespace,
        name,
      },
    };
    if (this.allows(identity, attributes)) return;
    throw forbidden(resource, name ?? '', denial(identity, attributes));
  }

  /** What the identity may do in a namespace, as SelfSubjectRulesReview tells it. */
  rulesOf(identity: Identity, namespace?: string): PolicyRule[] {
    return this.#grantsOf(identity)
      .filter(
        ({ namespaces }) =>
          namespaces === 'cluster' ||
          (namespace !== undefined && namespaces.has(namespace)),
      )
      .flatMap(({ rules }) => rules.filter(rule => rule.resources));
  }

  #grantsOf(identity: Identity): Grant[] {
    const key = JSON.stringify([
      identity.username,
      identity.groups,
      identity.policies,
    ]);
    const known = this.#grants.get(key);
    if (known) return known;
    const found: Grant[] = identity.policies.map(({ name, namespaces }) => ({
      rules: accessPolicies[name] ?? [],
      namespaces: namespaces === 'cluster' ? 'cluster' : new Set(namespaces),
    }));
    for (const binding of this.store
      .table<RoleBinding>(types.clusterRoleBindings)
      .objects.values()) {
      if (concerns(binding, identity))
        found.push({ rules: this.#rules(binding), namespaces: 'cluster' });
    }
    for (const binding of this.store
      .table<RoleBinding>(types.roleBindings)
      .objects.values()) {
      if (concerns(binding, identity))
        found.push({
          rules: this.#rules(binding),
          namespaces: new Set([binding.metadata.namespace ?? '']),
        });
    }
    if (this.#grants.size > 1000) this.#grants.clear();
    this.#grants.set(key, found);
    return found;
  }

  #rules({ roleRef, metadata }: RoleBinding): PolicyRule[] {
    const role =
      roleRef.kind === 'Role'
        ? this.store
            .table<Role>(types.roles)
            .get(roleRef.name, metadata.namespace)
        : this.store.table<Role>(types.clusterRoles).get(roleRef.name);
    const aggregated = (
      role?.aggregationRule?.clusterRoleSelectors ?? []
    ).flatMap(selector =>
      [...this.store.table<Role>(types.clusterRoles).objects.values()]
        .filter(other => compileSelector(selector)(other.metadata.labels))
        .flatMap(other => other.rules ?? []),
    );
    return [...(role?.rules ?? []), ...aggregated];
  }
}

export function denial(
  { username }: Identity,
  { verb, resource }: Attributes,
): string {
  const what = resource
    ? `${resource.resource}${
        resource.subresource ? `/${resource.subresource}` : ''
      }`
    : '';
  const where = resource?.namespace
    ? `in the namespace "${resource.namespace}"`
    : 'at the cluster scope';
  return `User "${username}" cannot ${verb} resource "${what}" in API group "${
    resource?.group ?? ''
  }" ${where}`;
}

function concerns(
  binding: RoleBinding,
  { username, groups }: Identity,
): boolean {
  return (binding.subjects ?? []).some(({ kind, name, namespace }) => {
    if (kind === 'User') return name === username;
    if (kind === 'Group') return groups.includes(name);
    return username === `system:serviceaccount:${namespace}:${name}`;
  });
}

function covers(
  rule: PolicyRule,
  { verb, resource, path }: Attributes,
): boolean {
  if (!rule.verbs.includes('*') && !rule.verbs.includes(verb)) return false;
  if (!resource) {
    return (rule.nonResourceURLs ?? []).some(url =>
      url.endsWith('*')
        ? (path ?? '').startsWith(url.slice(0, -1))
        : url === path,
    );
  }
  const has = (list: string[] | undefined, value: string) =>
    list?.includes('*') || list?.includes(value) || false;
  const full = resource.subresource
    ? `${resource.resource}/${resource.subresource}`
    : resource.resource;
  return (
    has(rule.apiGroups, resource.group) &&
    (has(rule.resources, full) ||
      (resource.subresource !== undefined &&
        has(rule.resources, `*/${resource.subresource}`))) &&
    (!rule.resourceNames?.length ||
      (resource.name !== undefined &&
        rule.resourceNames.includes(resource.name)))
  );
}
