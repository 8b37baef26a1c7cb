// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  InventoryParts,
  NetworkPolicy,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { CLUSTER_ARN } from '../../testing/inventory';
import { holds, mends } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { policyEnforcement } from './policyEnforcement';

const networkPolicies: NetworkPolicy[] = ['a', 'b'].map(name => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec: {},
}));
const configMap = (value?: string): Partial<InventoryParts> => ({
  networkPolicies,
  configMaps: [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'amazon-vpc-cni', namespace: 'kube-system' },
      data:
        value === undefined
          ? {}
          : { 'enable-network-policy-controller': value },
    },
  ],
});
const addon =
  (configurationValues: string): Change =>
  ({ addons }) => ({
    networkPolicies,
    addons: addons.map(one =>
      one.name === 'vpc-cni' ? { ...one, configurationValues } : one,
    ),
  });
const found = [`warning ${CLUSTER_ARN}`];

holds(policyEnforcement, [
  [
    'warns once of all policies',
    { networkPolicies },
    found,
    ['no ConfigMap kube-system/amazon-vpc-cni; policies in shop'],
  ],
  [
    'warns where the switch is off',
    configMap('false'),
    found,
    ['enable-network-policy-controller = false; policies in shop'],
  ],
  [
    'warns where the ConfigMap lacks the switch',
    configMap(),
    found,
    ['enable-network-policy-controller = absent; policies in shop'],
  ],
  ['passes by the ConfigMap', configMap('true'), []],
  ['passes by the add-on', addon('{"enableNetworkPolicy":"true"}'), []],
  ['passes by the add-on in YAML', addon('enableNetworkPolicy: true\n'), []],
  [
    'warns where the add-on says no',
    addon('{"enableNetworkPolicy":"false"}'),
    found,
    ['no ConfigMap kube-system/amazon-vpc-cni; policies in shop'],
  ],
  [
    'passes by a NodeClass',
    {
      networkPolicies,
      nodeClasses: [
        {
          apiVersion: 'eks.amazonaws.com/v1',
          kind: 'NodeClass',
          metadata: { name: 'default' },
          spec: { networkPolicy: 'DefaultAllow' },
        },
      ],
    },
    [],
  ],
  [
    'passes over the ConfigMaps of others',
    {
      networkPolicies,
      configMaps: [
        ['amazon-vpc-cni', 'shop'],
        ['other', 'kube-system'],
      ].map(([name, namespace]) => ({
        apiVersion: 'v1' as const,
        kind: 'ConfigMap' as const,
        metadata: { name, namespace },
        data: { 'enable-network-policy-controller': 'true' },
      })),
    },
    found,
  ],
  [
    'passes over a ConfigMap without data',
    {
      networkPolicies,
      configMaps: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'amazon-vpc-cni', namespace: 'kube-system' },
        },
      ],
    },
    found,
    ['enable-network-policy-controller = absent; policies in shop'],
  ],
  [
    'passes over NodeClasses of Karpenter, and over those that say nothing',
    {
      networkPolicies,
      nodeClasses: [
        {
          apiVersion: 'karpenter.k8s.aws/v1',
          kind: 'EC2NodeClass',
          metadata: { name: 'own' },
          spec: { networkPolicy: 'DefaultAllow' },
        },
        {
          apiVersion: 'eks.amazonaws.com/v1',
          kind: 'NodeClass',
          metadata: { name: 'default' },
          spec: {},
        },
      ],
    },
    found,
  ],
  [
    'passes over the settings of another add-on, and without ours',
    ({ addons }) => ({
      networkPolicies,
      addons: addons
        .filter(one => one.name !== 'vpc-cni')
        .map(one => ({
          ...one,
          configurationValues: 'enableNetworkPolicy: true',
        })),
    }),
    found,
  ],
]);

it.each([
  ['changes the ConfigMap that is there', configMap('false'), 'kubectl patch'],
  ['creates the one that is not', { networkPolicies }, 'kubectl create'],
])('NET-15 %s', (_words, change, command) => {
  const [{ patch }] = findingsOf(policyEnforcement, change);
  expect(patch?.content).toContain(command);
  expect(patch?.content).toContain('enable-network-policy-controller: "true"');
});

mends(policyEnforcement, [
  [
    'warns once of all policies',
    { networkPolicies },
    [
      '# kubectl create -f patch.yaml',
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  name: amazon-vpc-cni',
      '  namespace: kube-system',
      'data:',
      '  enable-network-policy-controller: "true"',
    ],
  ],
]);
