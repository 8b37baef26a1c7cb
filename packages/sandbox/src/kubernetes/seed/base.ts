// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { bootstrapBindings, bootstrapRoles } from '../api/policies';
import type { KubernetesSection } from '../fleet';
import { KubeObject, PolicyRule, isRecord } from '../model';
import { builtIn } from '../resources';

const RBAC = 'rbac.authorization.k8s.io/v1';
const BOOTSTRAP = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };

function object(
  apiVersion: string,
  kind: string,
  metadata: KubeObject['metadata'],
  rest: object = {},
): KubeObject {
  return { apiVersion, kind, metadata, ...rest };
}

function clusterRole(
  name: string,
  rules: PolicyRule[],
  labels?: Record<string, string>,
): KubeObject {
  return object(
    RBAC,
    'ClusterRole',
    { name, ...(labels ? { labels } : {}) },
    { rules },
  );
}

function groupBinding(
  name: string,
  role: string,
  groups: string[],
  labels?: Record<string, string>,
): KubeObject {
  return object(
    RBAC,
    'ClusterRoleBinding',
    { name, ...(labels ? { labels } : {}) },
    {
      subjects: groups.map(group => ({
        kind: 'Group',
        apiGroup: 'rbac.authorization.k8s.io',
        name: group,
      })),
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: role,
      },
    },
  );
}

/** What stands in every cluster before anybody has done anything. */
export function baseObjects(): KubeObject[] {
  return [
    ...['default', 'kube-system', 'kube-public', 'kube-node-lease'].map(name =>
      object('v1', 'Namespace', { name }),
    ),
    ...Object.entries({
      'system-cluster-critical': 2_000_000_000,
      'system-node-critical': 2_000_001_000,
    }).map(([name, value]) =>
      object(
        'scheduling.k8s.io/v1',
        'PriorityClass',
        { name },
        { value, preemptionPolicy: 'PreemptLowerPriority' },
      ),
    ),
    ...Object.entries(bootstrapRoles).map(([name, rules]) =>
      clusterRole(name, rules, BOOTSTRAP),
    ),
    ...Object.entries(bootstrapBindings).map(([name, groups]) =>
      groupBinding(name, name, groups, BOOTSTRAP),
    ),
    object(
      'v1',
      'Service',
      {
        name: 'kubernetes',
        namespace: 'default',
        labels: { component: 'apiserver', provider: 'kubernetes' },
      },
      { spec: { ports: [{ name: 'https', port: 443 }] } },
    ),
  ];
}

type Grant = KubernetesSection['grants'][number];

/** Which resources a grant is for, one rule a group, so that single ones, and groups of definitions, can be left out. */
function rulesOf({ allow, except = [] }: Grant): PolicyRule[] {
  if (Array.isArray(allow)) return allow;
  const verbs = allow === 'all' ? ['*'] : ['get', 'list', 'watch'];
  const paths: PolicyRule = {
    nonResourceURLs: ['*'],
    verbs: allow === 'all' ? ['*'] : ['get'],
  };
  if (!except.length)
    return [{ apiGroups: ['*'], resources: ['*'], verbs }, paths];
  const known = new Set(builtIn.map(r => r.group));
  const rules = [...known].map(group => ({
    apiGroups: [group],
    resources: builtIn
      .filter(r => r.group === group && !except.includes(r.plural))
      .flatMap(r => [r.plural, `${r.plural}/status`]),
    verbs,
  }));
  const defined = {
    apiGroups: [
      'karpenter.sh',
      'eks.amazonaws.com',
      'karpenter.k8s.aws',
      'crd.k8s.amazonaws.com',
      'vpcresources.k8s.aws',
      'elbv2.k8s.aws',
      'metrics.k8s.io',
    ].filter(group => !except.includes(group)),
    resources: ['*'],
    verbs,
  };
  return [...rules.filter(r => r.resources.length), defined, paths];
}

/** The generated ClusterRole and its binding, read where those who install the product read them. */
function productRole(role: string): KubeObject[] {
  const path = resolvePath(
    // The sandbox is private and runs from its sources.
    // eslint-disable-next-line no-restricted-syntax
    __dirname,
    '../../../../../deploy/kubernetes',
    `${role}.yaml`,
  );
  return parseAllDocuments(readFileSync(path, 'utf8')).map(
    (document, index) => {
      const given: unknown = document.toJS();
      if (!isRecord(given))
        throw new Error(`document ${index} of ${path} is no object`);
      return wholeObject(given, path);
    },
  );
}

/** Something written out whole, in a fleet file or beside it. */
export function wholeObject(
  given: Record<string, unknown>,
  where: string,
): KubeObject {
  const { apiVersion, kind, metadata } = given;
  if (
    typeof apiVersion !== 'string' ||
    typeof kind !== 'string' ||
    !isRecord(metadata) ||
    typeof metadata.name !== 'string'
  ) {
    throw new Error(
      `an object of ${where} needs apiVersion, kind and metadata.name`,
    );
  }
  return {
    ...given,
    apiVersion,
    kind,
    metadata: { ...metadata, name: metadata.name },
  };
}

export function accessObjects(section: KubernetesSection): KubeObject[] {
  const grants = section.grants.flatMap(grant => [
    clusterRole(`sandbox:${grant.group}`, rulesOf(grant)),
    groupBinding(`sandbox:${grant.group}`, `sandbox:${grant.group}`, [
      grant.group,
    ]),
  ]);
  const roles = section.productRoles.flatMap(productRole);
  if (!section.awsAuth) return [...roles, ...grants];
  const { mapRoles, mapUsers } = section.awsAuth;
  const data = {
    ...(mapRoles ? { mapRoles: mappingText(mapRoles) } : {}),
    ...(mapUsers ? { mapUsers: mappingText(mapUsers) } : {}),
  };
  return [
    ...roles,
    ...grants,
    object(
      'v1',
      'ConfigMap',
      { name: 'aws-auth', namespace: 'kube-system' },
      { data },
    ),
  ];
}

/** As people write aws-auth: a list in YAML. */
function mappingText(
  entries: {
    username: string;
    groups: string[];
    rolearn?: string;
    userarn?: string;
  }[],
): string {
  return entries
    .map(({ rolearn, userarn, username, groups }) =>
      [
        `- ${rolearn ? `rolearn: ${rolearn}` : `userarn: ${userarn}`}`,
        `  username: ${username}`,
        '  groups:',
        ...groups.map(group => `    - ${group}`),
        '',
      ].join('\n'),
    )
    .join('');
}

export function storageObjects(section: KubernetesSection): KubeObject[] {
  return section.storageClasses.map(
    ({ name, provisioner, parameters, immediate, default: isDefault }) =>
      object(
        'storage.k8s.io/v1',
        'StorageClass',
        {
          name,
          ...(isDefault
            ? {
                annotations: {
                  'storageclass.kubernetes.io/is-default-class': 'true',
                },
              }
            : {}),
        },
        {
          provisioner,
          ...(parameters ? { parameters } : {}),
          volumeBindingMode: immediate ? 'Immediate' : 'WaitForFirstConsumer',
        },
      ),
  );
}
