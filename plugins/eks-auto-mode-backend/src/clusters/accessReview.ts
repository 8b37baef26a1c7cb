// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import type { KubernetesRule } from './grants';
import { isObject } from './json';
import { resourceTypes, type KubernetesApi } from './kubernetesApi';

export interface AccessNeed {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  name?: string;
}

/** Single questions of the rules of a ClusterRole. */
export function needsOf(rules: readonly KubernetesRule[]): AccessNeed[] {
  const needs: AccessNeed[] = [];
  for (const rule of rules) {
    for (const group of rule.groups) {
      for (const path of rule.resources) {
        const [resource, subresource] = path.split('/');
        for (const verb of rule.verbs) {
          for (const name of rule.names ?? [undefined]) {
            needs.push({
              verb,
              group,
              resource,
              ...(subresource ? { subresource } : {}),
              ...(name ? { name } : {}),
            });
          }
        }
      }
    }
  }
  return needs;
}

function isAllowed({ status }: JsonObject): boolean {
  return isObject(status) && status.allowed === true;
}

/** SelfSubjectAccessReview: what the caller may do, asked of the authorizers themselves. */
export async function mayI(
  kubernetes: KubernetesApi,
  need: AccessNeed,
  signal: AbortSignal,
): Promise<boolean> {
  const resourceAttributes: { [key: string]: JsonValue } = {
    verb: need.verb,
    group: need.group,
    resource: need.resource,
  };
  if (need.subresource) resourceAttributes.subresource = need.subresource;
  if (need.name) resourceAttributes.name = need.name;
  return isAllowed(
    await kubernetes.create(
      resourceTypes.selfSubjectAccessReviews,
      {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes },
      },
      signal,
    ),
  );
}

interface Rule {
  verbs: string[];
  groups: string[];
  resources: string[];
  names: string[];
}

const texts = (value: JsonValue | undefined): string[] =>
  Array.isArray(value)
    ? value.filter((one): one is string => typeof one === 'string')
    : [];

/** Nobody is bound to anything in it: what holds here holds in the whole cluster. */
const NOWHERE = 'eks-auto-mode-has-no-such-namespace';

/**
 * SelfSubjectRulesReview: everything that the authorizers can list in one answer. What is in it is
 * allowed; what is not may be allowed all the same, by an authorizer that cannot list (EKS' access
 * policies), so it proves no lack.
 */
async function knownRules(
  kubernetes: KubernetesApi,
  signal: AbortSignal,
): Promise<Rule[]> {
  const { status } = await kubernetes.create(
    resourceTypes.selfSubjectRulesReviews,
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectRulesReview',
      spec: { namespace: NOWHERE },
    },
    signal,
  );
  const rules = isObject(status) ? status.resourceRules : undefined;
  return (Array.isArray(rules) ? rules : []).filter(isObject).map(rule => ({
    verbs: texts(rule.verbs),
    groups: texts(rule.apiGroups),
    resources: texts(rule.resources),
    names: texts(rule.resourceNames),
  }));
}

// As RBAC matches: a star is every resource with all below it; before a slash, that of every resource.
function covers(rule: Rule, need: AccessNeed): boolean {
  const has = (list: string[], ...wanted: string[]) =>
    list.some(one => one === '*' || wanted.includes(one));
  const { resource, subresource, name } = need;
  return (
    has(rule.verbs, need.verb) &&
    has(rule.groups, need.group) &&
    (subresource
      ? has(rule.resources, `${resource}/${subresource}`, `*/${subresource}`)
      : has(rule.resources, resource)) &&
    (rule.names.length === 0 ||
      (name !== undefined && rule.names.includes(name)))
  );
}

/**
 * The needs that the caller lacks. One answer is enough for who has them all; only what it leaves
 * open is asked one by one.
 */
export async function lackingAccess(
  kubernetes: KubernetesApi,
  needs: readonly AccessNeed[],
  signal: AbortSignal,
): Promise<Omit<AccessNeed, 'name'>[]> {
  const rules = await knownRules(kubernetes, signal);
  const open = needs.filter(need => !rules.some(rule => covers(rule, need)));
  if (
    open.length === 0 ||
    (await mayI(kubernetes, { verb: '*', group: '*', resource: '*' }, signal))
  ) {
    return [];
  }
  const answers = await Promise.all(
    open.map(async need => ({
      need,
      allowed: await mayI(kubernetes, need, signal),
    })),
  );
  return answers
    .filter(({ allowed }) => !allowed)
    .map(({ need: { verb, group, resource, subresource } }) => ({
      verb,
      group,
      resource,
      ...(subresource ? { subresource } : {}),
    }));
}
