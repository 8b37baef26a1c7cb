// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  NodePool,
  Provisioner,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { holds } from '../../testing/holds';
import { findingsOf } from '../../testing/says';
import { oldNodePools } from './oldNodePools';

const pool = (apiVersion: string, group?: string): NodePool => ({
  apiVersion,
  kind: 'NodePool',
  metadata: { name: 'spot' },
  spec: {
    template: {
      spec: { nodeClassRef: { group, kind: 'EC2NodeClass', name: 'default' } },
    },
  },
});

const provisioner = (spec?: Provisioner['spec']): Provisioner => ({
  apiVersion: 'karpenter.sh/v1alpha5',
  kind: 'Provisioner',
  metadata: { name: 'default' },
  ...(spec ? { spec } : {}),
});
const nodeTemplate: Provisioner = {
  apiVersion: 'karpenter.k8s.aws/v1alpha1',
  kind: 'AWSNodeTemplate',
  metadata: { name: 'default' },
  spec: { amiFamily: 'AL2' },
};

holds(oldNodePools, [
  [
    'blocks on each Provisioner, not on the template that it names',
    {
      provisioners: [
        provisioner({ providerRef: { name: 'default' } }),
        nodeTemplate,
      ],
    },
    ['blocker Provisioner default'],
  ],
  [
    'passes on a template that is left over',
    { provisioners: [nodeTemplate] },
    [],
  ],

  [
    'blocks on v1beta1',
    { nodePools: [pool('karpenter.sh/v1beta1', 'karpenter.k8s.aws')] },
    ['blocker NodePool spot'],
  ],
  [
    'blocks without a group',
    { nodePools: [pool('karpenter.sh/v1')] },
    ['blocker NodePool spot'],
  ],
  [
    'passes with a group',
    { nodePools: [pool('karpenter.sh/v1', 'karpenter.k8s.aws')] },
    [],
  ],
  [
    'warns of the kind Provisioner',
    {
      customResourceDefinitions: [
        {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: 'provisioners.karpenter.sh' },
          spec: {
            group: 'karpenter.sh',
            names: { kind: 'Provisioner', plural: 'provisioners' },
          },
        },
      ],
    },
    ['warning CustomResourceDefinition provisioners.karpenter.sh'],
  ],
]);

it.each([
  [
    { providerRef: { name: 'default' } },
    [nodeTemplate],
    /AWSNodeTemplate default$/,
  ],
  [
    { providerRef: { name: 'gone' } },
    [nodeTemplate],
    /gone, which is not there$/,
  ],
  [undefined, [], /without a providerRef$/],
])('a Provisioner of %j says what it launches from', (spec, others, words) => {
  expect(
    findingsOf(oldNodePools, { provisioners: [provisioner(spec), ...others] }),
  ).toEqual([
    expect.objectContaining({ evidence: expect.stringMatching(words) }),
  ]);
});
