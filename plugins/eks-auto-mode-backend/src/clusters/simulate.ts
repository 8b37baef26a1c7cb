// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  SimulatePrincipalPolicyCommand,
  type ContextEntry,
  type IAMClient,
} from '@aws-sdk/client-iam';
import type { IamStatement } from './grants';

/** Replaces placeholders and wildcards of a grant by what is there, so that narrower grants count. */
export type ResourceNames = Record<string, string | undefined>;

/** `undefined` where a placeholder has nothing to stand for here. */
export function concreteResource(
  resource: string,
  names: ResourceNames,
): string | undefined {
  let complete = true;
  const filled = resource.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = names[name];
    if (value === undefined) complete = false;
    return value ?? '';
  });
  if (!complete) return undefined;
  if (filled === '*') return filled;
  // `cluster/*` is this cluster, `role/*` its role, and so on; what has no name is just something.
  return filled
    .replace(
      /^(arn:[^:]+:[^:]+:)\*:/,
      (_, start: string) => `${start}${names.region ?? '*'}:`,
    )
    .replace(
      /:access-entry\/\*\//,
      () => `:access-entry/${names.cluster ?? 'any'}/`,
    )
    .replace(
      /([A-Za-z-]+)([/:])\*$/,
      (_, kind: string, separator: string) =>
        `${kind}${separator}${names[kind] ?? 'any'}`,
    )
    .replace(/\*$/, 'any');
}

function contextOf(
  statement: IamStatement,
  names: ResourceNames,
): ContextEntry[] {
  const entries = new Map<string, ContextEntry>();
  for (const [operator, keys] of Object.entries(statement.conditions ?? {})) {
    for (const [key, values] of Object.entries(keys)) {
      // That a key must be there says nothing about its value; another operator may.
      const present = operator === 'Null';
      if (present && entries.has(key)) continue;
      const filled = present
        ? ['any']
        : values.flatMap(value => concreteResource(value, names) ?? []);
      const many = operator.startsWith('ForAllValues:');
      entries.set(key, {
        ContextKeyName: key,
        ContextKeyType: many ? 'stringList' : 'string',
        ContextKeyValues: many ? filled : filled.slice(0, 1),
      });
    }
  }
  return [...entries.values()];
}

/** Actions of a grant that the role may not use on any of its resources. */
export async function deniedActions(
  iam: IAMClient,
  roleArn: string,
  statements: readonly IamStatement[],
  names: ResourceNames,
  signal: AbortSignal,
): Promise<string[]> {
  const denied = await Promise.all(
    statements.map(async statement => {
      const resources = statement.resources.flatMap(
        resource => concreteResource(resource, names) ?? [],
      );
      if (resources.length === 0) return [];
      const allowed = new Set<string>();
      let Marker: string | undefined;
      do {
        const page = await iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: roleArn,
            ActionNames: statement.actions,
            ResourceArns: resources,
            ContextEntries: contextOf(statement, names),
            Marker,
          }),
          { abortSignal: signal },
        );
        for (const result of page.EvaluationResults ?? []) {
          if (result.EvalDecision === 'allowed' && result.EvalActionName) {
            allowed.add(result.EvalActionName);
          }
        }
        Marker = page.IsTruncated ? page.Marker : undefined;
      } while (Marker);
      return statement.actions.filter(action => !allowed.has(action));
    }),
  );
  return [...new Set(denied.flat())].sort();
}
