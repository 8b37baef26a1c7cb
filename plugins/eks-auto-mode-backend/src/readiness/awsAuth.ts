// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { ConfigMap } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

const row = z.looseObject({
  rolearn: z.string().optional(),
  userarn: z.string().optional(),
  username: z.string().optional(),
  groups: z.array(z.string()).default([]),
});
const rows = z.array(row).nullable();
type Row = z.output<typeof row>;

/** The lists of aws-auth that name identities. */
export const LISTS = ['mapRoles', 'mapUsers'] as const;

/** A row of aws-auth. */
export interface AwsAuthRow {
  list: (typeof LISTS)[number];
  arn: string;
  groups: string[];
}

const NAME = 'aws-auth';
export const AWS_AUTH = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: 'kube-system',
  name: NAME,
};

/** The rows of aws-auth; none where there is none. What is not readable YAML of rows is an error. */
export function awsAuthRows(configMaps: readonly ConfigMap[]): AwsAuthRow[] {
  const data = dataOf(configMaps);
  return LISTS.flatMap(list =>
    rowsOf(list, data[list]).map(one => ({
      list,
      arn: one.rolearn ?? one.userarn ?? '',
      groups: one.groups,
    })),
  );
}

/** The data of aws-auth with other rows, for a merge patch: only the lists that change. */
export function changedRows(
  configMaps: readonly ConfigMap[],
  change: (one: Row) => Row | undefined,
): Record<string, string> {
  const data = dataOf(configMaps);
  return Object.fromEntries(
    LISTS.flatMap(list => {
      const before = rowsOf(list, data[list]);
      const after = before.flatMap(one => change(one) ?? []);
      return JSON.stringify(before) === JSON.stringify(after)
        ? []
        : [[list, stringify(after, { lineWidth: 0 })] as const];
    }),
  );
}

function dataOf(configMaps: readonly ConfigMap[]): Record<string, string> {
  return (
    configMaps.find(
      ({ metadata }) =>
        metadata.name === NAME && metadata.namespace === AWS_AUTH.namespace,
    )?.data ?? {}
  );
}

function rowsOf(list: string, text = ''): Row[] {
  try {
    return rows.parse(parse(text)) ?? [];
  } catch (error) {
    throw new Error(
      `${list} of aws-auth is no list of rows: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}
