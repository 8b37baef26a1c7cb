// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { stringify } from 'yaml';
import {
  ANNOTATION_ACCOUNT_ID,
  ANNOTATION_ARN,
  ANNOTATION_AUTH_PROVIDER,
} from './entity';

/** Tags that commonly name a team or a system, in order. */
const OWNER_TAGS = ['owner', 'Owner', 'team', 'Team'];
const SYSTEM_TAGS = ['system', 'System', 'application', 'Application'];

function tagged(
  tags: Record<string, string>,
  keys: readonly string[],
): string | undefined {
  const value = keys.map(key => tags[key]).find(Boolean);
  // What is not an entity reference would make an entity that the catalog refuses.
  return value && /^[A-Za-z0-9:._/-]{1,100}$/.test(value) ? value : undefined;
}

/** An entity's name: at most 63 letters, digits and `-_.`, the region part of it since names repeat. */
export function entityNameOf(cluster: {
  name: string;
  region: string;
}): string {
  const whole = `${cluster.name}-${cluster.region}`
    .toLocaleLowerCase('en-US')
    .replace(/[^a-z0-9-]/g, '-')
    .replace(/-+/g, '-');
  return whole.slice(0, 63).replace(/^-+|-+$/g, '');
}

/** A complete catalog-info of a cluster, ready to commit. */
export function catalogInfoOf(cluster: {
  arn: string;
  name: string;
  accountId: string;
  region: string;
  tags?: Record<string, string>;
}): string {
  const tags = cluster.tags ?? {};
  const system = tagged(tags, SYSTEM_TAGS);
  return stringify({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: entityNameOf(cluster),
      title: cluster.name,
      annotations: {
        [ANNOTATION_ARN]: cluster.arn,
        [ANNOTATION_ACCOUNT_ID]: cluster.accountId,
        [ANNOTATION_AUTH_PROVIDER]: 'aws',
      },
    },
    spec: {
      type: 'kubernetes-cluster',
      owner: tagged(tags, OWNER_TAGS) ?? 'unknown',
      ...(system ? { system } : {}),
    },
  });
}
