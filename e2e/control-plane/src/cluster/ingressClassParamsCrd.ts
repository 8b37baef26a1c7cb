// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const object = (properties: Record<string, unknown>) => ({
  type: 'object',
  properties,
});
const pairs = {
  type: 'array',
  items: object({ key: text, value: text }),
};

/** eks.amazonaws.com/v1 IngressClassParams, with the fields of the EKS User Guide (auto-configure-alb). */
export const ingressClassParamsCrd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'ingressclassparams.eks.amazonaws.com' },
  spec: {
    group: 'eks.amazonaws.com',
    names: {
      kind: 'IngressClassParams',
      listKind: 'IngressClassParamsList',
      plural: 'ingressclassparams',
      singular: 'ingressclassparams',
    },
    scope: 'Cluster',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: object({
            spec: object({
              certificateARNs: texts,
              group: {
                ...object({ name: text }),
                required: ['name'],
              },
              ipAddressType: text,
              loadBalancerAttributes: pairs,
              namespaceSelector: {
                type: 'object',
                'x-kubernetes-preserve-unknown-fields': true,
              },
              scheme: {
                ...text,
                enum: ['internal', 'internet-facing'],
              },
              subnets: object({
                ids: texts,
                matchTags: {
                  type: 'array',
                  items: object({ key: text, values: texts }),
                },
              }),
              tags: pairs,
            }),
          }),
        },
      },
    ],
  },
};
