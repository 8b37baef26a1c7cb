// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { CustomResourceDefinition, NodeClass, NodePool } from '../model';

/** The definitions that come with Auto Mode (EKS User Guide, create-node-class). */
export const definitions: CustomResourceDefinition[] = [
  ['karpenter.sh', 'v1', 'NodePool', 'nodepools', true],
  ['karpenter.sh', 'v1', 'NodeClaim', 'nodeclaims', true],
  ['eks.amazonaws.com', 'v1', 'NodeClass', 'nodeclasses', true],
  ['eks.amazonaws.com', 'v1alpha1', 'NodeDiagnostic', 'nodediagnostics', true],
  [
    'eks.amazonaws.com',
    'v1',
    'IngressClassParams',
    'ingressclassparams',
    false,
  ],
  [
    'eks.amazonaws.com',
    'v1',
    'TargetGroupBinding',
    'targetgroupbindings',
    true,
  ],
  ['eks.amazonaws.com', 'v1alpha1', 'CNINode', 'cninodes', false],
].map(([group, version, kind, plural, status]) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${group}` },
  spec: {
    group: String(group),
    names: {
      kind: String(kind),
      plural: String(plural),
      singular: String(kind).toLowerCase(),
      listKind: `${kind}List`,
      categories: group === 'karpenter.sh' ? ['karpenter'] : [],
    },
    scope: kind === 'TargetGroupBinding' ? 'Namespaced' : 'Cluster',
    versions: [
      {
        name: String(version),
        served: true,
        storage: true,
        ...(status ? { subresources: { status: {} } } : {}),
        ...{
          schema: {
            openAPIV3Schema: {
              type: 'object',
              'x-kubernetes-preserve-unknown-fields': true,
            },
          },
        },
      },
    ],
  },
}));

export const DEFAULT_CLASS = 'default';
export const BUILT_IN = ['general-purpose', 'system'] as const;
const MANAGED = { 'app.kubernetes.io/managed-by': 'eks' };

/** A pool as EKS makes it (EKS User Guide, set-builtin-node-pools): on-demand, c, m and r from generation 5, without limits. */
export function builtInPool(name: (typeof BUILT_IN)[number]): NodePool {
  const system = name === 'system';
  return {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name, labels: MANAGED },
    spec: {
      disruption: {
        budgets: [{ nodes: '10%' }],
        consolidateAfter: '30s',
        consolidationPolicy: 'WhenEmptyOrUnderutilized',
      },
      template: {
        metadata: {},
        spec: {
          expireAfter: '336h',
          nodeClassRef: {
            group: 'eks.amazonaws.com',
            kind: 'NodeClass',
            name: DEFAULT_CLASS,
          },
          requirements: [
            {
              key: 'karpenter.sh/capacity-type',
              operator: 'In',
              values: ['on-demand'],
            },
            {
              key: 'eks.amazonaws.com/instance-category',
              operator: 'In',
              values: ['c', 'm', 'r'],
            },
            {
              key: 'eks.amazonaws.com/instance-generation',
              operator: 'Gt',
              values: ['4'],
            },
            {
              key: 'kubernetes.io/arch',
              operator: 'In',
              values: system ? ['amd64', 'arm64'] : ['amd64'],
            },
            { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
          ],
          terminationGracePeriod: '24h0m0s',
          ...(system
            ? {
                taints: [
                  { key: 'CriticalAddonsOnly', effect: 'NoSchedule' as const },
                ],
              }
            : {}),
        },
      },
    },
  };
}

export function defaultClass(options: {
  nodeRoleName: string;
  subnetIds: string[];
  securityGroupIds: string[];
}): NodeClass {
  return {
    apiVersion: 'eks.amazonaws.com/v1',
    kind: 'NodeClass',
    metadata: { name: DEFAULT_CLASS, labels: MANAGED },
    spec: {
      ephemeralStorage: { iops: 3000, size: '80Gi', throughput: 125 },
      networkPolicy: 'DefaultAllow',
      ...{ networkPolicyEventLogs: 'Disabled' },
      role: options.nodeRoleName,
      securityGroupSelectorTerms: options.securityGroupIds.map(id => ({ id })),
      snatPolicy: 'Random',
      subnetSelectorTerms: options.subnetIds.map(id => ({ id })),
    },
  };
}
