// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

const terms = (min: number) => ({
  type: 'array',
  minItems: min,
  items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
});

/**
 * eks.amazonaws.com/v1 NodeClass: what the EKS User Guide (create-node-class) requires, the rest passes through.
 * EKS says Ready once it has found subnets and role; AWS is not part of this cluster, so it always is.
 */
export const nodeClassCrd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'nodeclasses.eks.amazonaws.com' },
  spec: {
    group: 'eks.amazonaws.com',
    names: {
      kind: 'NodeClass',
      listKind: 'NodeClassList',
      plural: 'nodeclasses',
      singular: 'nodeclass',
    },
    scope: 'Cluster',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['spec'],
            properties: {
              spec: {
                type: 'object',
                required: ['subnetSelectorTerms', 'securityGroupSelectorTerms'],
                properties: {
                  role: { type: 'string', minLength: 1, pattern: '^[^:/]+$' },
                  instanceProfile: { type: 'string', minLength: 1 },
                  subnetSelectorTerms: terms(1),
                  securityGroupSelectorTerms: terms(1),
                },
                'x-kubernetes-preserve-unknown-fields': true,
                'x-kubernetes-validations': [
                  {
                    rule: 'has(self.role) != has(self.instanceProfile)',
                    message: 'give either role or instanceProfile',
                  },
                ],
              },
              status: {
                type: 'object',
                'x-kubernetes-preserve-unknown-fields': true,
                default: {
                  conditions: [
                    'SubnetsReady',
                    'SecurityGroupsReady',
                    'InstanceProfileReady',
                    'ValidationSucceeded',
                    'Ready',
                  ].map(type => ({
                    type,
                    status: 'True',
                    reason: type,
                    message: '',
                    lastTransitionTime: '2025-01-01T00:00:00Z',
                  })),
                },
                properties: {
                  conditions: {
                    type: 'array',
                    items: {
                      type: 'object',
                      'x-kubernetes-preserve-unknown-fields': true,
                    },
                  },
                },
              },
            },
          },
        },
      },
    ],
  },
} as const;
