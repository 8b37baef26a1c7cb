// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import type { KubernetesRule } from './grants';
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

function isAllowed(review: JsonObject): boolean {
  const { status } = review;
  return (
    typeof status === 'object' &&
    status !== null &&
    !Array.isArray(status) &&
    status.allowed === true
  );
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

/** The needs that the caller lacks. One question is enough for who may do everything. */
export async function lackingAccess(
  kubernetes: KubernetesApi,
  needs: readonly AccessNeed[],
  signal: AbortSignal,
): Promise<Omit<AccessNeed, 'name'>[]> {
  if (
    await mayI(kubernetes, { verb: '*', group: '*', resource: '*' }, signal)
  ) {
    return [];
  }
  const answers = await Promise.all(
    needs.map(async need => ({
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
