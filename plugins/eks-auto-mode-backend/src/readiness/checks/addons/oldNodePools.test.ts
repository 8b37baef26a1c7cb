// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NodePool } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { holds } from '../../testing/holds';
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

holds(oldNodePools, [
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
