// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { RESOURCE_TYPE_EKS_AUTO_MODE_CLUSTER } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { z } from 'zod';

/** What permission rules see of a cluster. */
export interface ClusterResource {
  id: string;
  owner?: string;
  environment?: string;
  accountId: string;
  /** Tags of its catalog entity. */
  tags?: string[];
}

/** The same as a filter, for policies that decide on many clusters at once. */
export interface ClusterResourceFilter {
  owners?: string[];
  environments?: string[];
  accounts?: string[];
  tags?: string[];
}

/** @public */
export const clusterResourceRef = createPermissionResourceRef<
  ClusterResource,
  ClusterResourceFilter
>().with({
  pluginId: 'eks-auto-mode',
  resourceType: RESOURCE_TYPE_EKS_AUTO_MODE_CLUSTER,
});

const isOwner = createPermissionRule({
  name: 'IS_OWNER',
  description: 'Allow for clusters that one of the claims owns',
  resourceRef: clusterResourceRef,
  paramsSchema: z.object({
    claims: z
      .array(z.string())
      .describe('Entity references, as in a user identity'),
  }),
  apply: (cluster, { claims }) =>
    cluster.owner !== undefined && claims.includes(cluster.owner),
  toQuery: ({ claims }) => ({ owners: claims }),
});

const inEnvironment = createPermissionRule({
  name: 'IN_ENVIRONMENT',
  description: 'Allow for clusters of these environments',
  resourceRef: clusterResourceRef,
  paramsSchema: z.object({ environments: z.array(z.string()) }),
  apply: (cluster, { environments }) =>
    cluster.environment !== undefined &&
    environments.includes(cluster.environment),
  toQuery: ({ environments }) => ({ environments }),
});

const inAccount = createPermissionRule({
  name: 'IN_ACCOUNT',
  description: 'Allow for clusters of these AWS accounts',
  resourceRef: clusterResourceRef,
  paramsSchema: z.object({ accounts: z.array(z.string()) }),
  apply: (cluster, { accounts }) => accounts.includes(cluster.accountId),
  toQuery: ({ accounts }) => ({ accounts }),
});

const hasTag = createPermissionRule({
  name: 'HAS_TAG',
  description: 'Allow for clusters whose catalog entity has this tag',
  resourceRef: clusterResourceRef,
  paramsSchema: z.object({
    tag: z.string().describe('As in metadata.tags of the entity'),
  }),
  apply: (cluster, { tag }) => cluster.tags?.includes(tag) ?? false,
  toQuery: ({ tag }) => ({ tags: [tag] }),
});

export const clusterPermissionRules = {
  isOwner,
  inEnvironment,
  inAccount,
  hasTag,
};

const { conditions, createConditionalDecision } = createConditionExports({
  resourceRef: clusterResourceRef,
  rules: clusterPermissionRules,
});

/** Conditions for permission policies: `clusterConditions.isOwner({ claims })`. @public */
export const clusterConditions = conditions;
/** @public */
export const createClusterConditionalDecision = createConditionalDecision;
