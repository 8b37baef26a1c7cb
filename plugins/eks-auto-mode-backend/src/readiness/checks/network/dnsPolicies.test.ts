// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NetworkPolicy } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { parse } from 'yaml';
import { together } from '../../testing/groups';
import { holds, mends } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { dnsPolicies } from './dnsPolicies';

const policy = (
  egress: NetworkPolicy['spec']['egress'],
  {
    policyTypes,
    namespace = 'shop',
  }: { policyTypes?: string[]; namespace?: string } = {
    policyTypes: ['Egress'],
  },
): Change => ({
  networkPolicies: [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'web', namespace },
      spec: { ...(policyTypes ? { policyTypes } : {}), egress },
    },
  ],
});
const ports = [{ port: 53, protocol: 'UDP' }];
const toPods = {
  to: [{ podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
  ports,
};
const found = ['warning NetworkPolicy shop/web'];
type Peer = NonNullable<
  NonNullable<NetworkPolicy['spec']['egress']>[number]['to']
>[number];
/** Admits DNS to such a peer only. */
const to = (...peers: Peer[]) => policy([{ to: peers, ports }]);
const expression = (
  operator: 'In' | 'NotIn' | 'Exists',
  ...values: string[]
) => ({
  matchExpressions: [{ key: 'k8s-app', operator, values }],
});
const kubeSystem = {
  matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' },
};
const systemPods = { namespaceSelector: kubeSystem };
const withoutRange: Change = ({ cluster }) => ({
  cluster: {
    ...cluster,
    network: { ...cluster.network, serviceIpv4Cidr: undefined },
  },
});
const elsewhere = { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } };

holds(dnsPolicies, [
  [
    'warns where DNS goes to CoreDNS pods only',
    policy([toPods]),
    found,
    ['egress to CoreDNS pods, and not to 172.20.0.10'],
  ],
  [
    'warns where all ports to them are open',
    policy([{ to: toPods.to }]),
    found,
    ['egress to CoreDNS pods, and not to 172.20.0.10'],
  ],
  ['passes where everything is admitted', policy([{}, toPods]), []],
  [
    'knows the DNS address of a cluster on IPv6',
    together(
      policy([toPods, { to: [{ ipBlock: { cidr: 'fd00:1::a/128' } }] }]),
      ({ cluster }) => ({
        cluster: {
          ...cluster,
          network: {
            ...cluster.network,
            ipFamily: 'ipv6',
            serviceIpv6Cidr: 'fd00:1::/108',
          },
        },
      }),
    ),
    [],
  ],
  [
    'passes where the DNS address is admitted',
    policy([toPods, { to: [{ ipBlock: { cidr: '172.20.0.10/32' } }], ports }]),
    [],
  ],
  [
    'passes where a range around it is admitted',
    policy([toPods, { to: [{ ipBlock: { cidr: '172.20.0.0/16' } }] }]),
    [],
  ],
  [
    'warns where another range is admitted',
    policy([toPods, { to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }]),
    found,
    ['egress to CoreDNS pods, and not to 172.20.0.10'],
  ],
  [
    'warns where the address is admitted on another port',
    policy([
      toPods,
      { to: [{ ipBlock: { cidr: '172.20.0.10/32' } }], ports: [{ port: 443 }] },
    ]),
    found,
    ['egress to CoreDNS pods, and not to 172.20.0.10'],
  ],
  [
    'passes over policies of ingress',
    policy([toPods], { policyTypes: ['Ingress'] }),
    [],
  ],
  [
    'takes a named port for that of DNS where it says so',
    policy([{ ...toPods, ports: [{ port: 'dns-tcp' }] }]),
    found,
  ],
  [
    'passes over other named ports',
    policy([{ ...toPods, ports: [{ port: 'http' }] }]),
    [],
  ],
  [
    'takes a rule of a protocol alone for all its ports',
    policy([{ ...toPods, ports: [{ protocol: 'UDP' }] }]),
    found,
  ],
  [
    'takes a range of ports',
    policy([{ ...toPods, ports: [{ port: 50, endPort: 60 }] }]),
    found,
  ],
  [
    'passes over a range below',
    policy([{ ...toPods, ports: [{ port: 50, endPort: 52 }] }]),
    [],
  ],
  [
    'takes one port of several, and one peer of several',
    policy([
      {
        to: [{ podSelector: { matchLabels: { app: 'x' } } }, ...toPods.to],
        ports: [{ port: 443 }, ...ports],
      },
    ]),
    found,
  ],
  [
    'passes over other pods',
    policy([{ to: [{ podSelector: { matchLabels: { app: 'x' } } }], ports }]),
    [],
  ],
  [
    'takes an expression for the pods of CoreDNS',
    to({ podSelector: expression('In', 'kube-dns', 'coredns') }),
    found,
  ],
  [
    'takes the label of the add-on for the pods of CoreDNS',
    to({
      podSelector: {
        matchLabels: { 'eks.amazonaws.com/component': 'coredns' },
      },
    }),
    found,
  ],
  ['takes all pods of kube-system', to(systemPods), found],
  [
    'takes all pods of all namespaces',
    to({ namespaceSelector: {}, podSelector: {} }),
    found,
  ],
  [
    'takes the namespace by a label that somebody gave it',
    together(to({ namespaceSelector: { matchLabels: { name: 'system' } } }), {
      namespaces: [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: 'shop', labels: { name: 'shop' } },
        },
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: 'kube-system', labels: { name: 'system' } },
        },
      ],
    }),
    found,
  ],
  [
    'passes over the pods of CoreDNS in a namespace where there are none',
    to({
      namespaceSelector: elsewhere,
      podSelector: expression('In', 'kube-dns'),
    }),
    [],
  ],
  [
    'passes over other pods of kube-system',
    to({
      ...systemPods,
      podSelector: expression('NotIn', 'kube-dns'),
    }),
    [],
  ],
  [
    'passes over pods of the policy’s own namespace',
    to({ podSelector: {} }, { podSelector: expression('NotIn', 'web') }),
    [],
  ],
  [
    'takes pods of the policy’s own namespace where that is kube-system',
    policy([{ to: [{ podSelector: {} }], ports }], {
      namespace: 'kube-system',
    }),
    ['warning NetworkPolicy kube-system/web'],
  ],
  [
    'warns where a range leaves out the DNS address',
    to(systemPods, {
      ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '172.16.0.0/12'] },
    }),
    found,
    ['egress to CoreDNS pods, and not to 172.20.0.10'],
  ],
  [
    'passes where a range leaves out something else',
    to(systemPods, {
      ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] },
    }),
    [],
  ],
  [
    'passes where only addresses are admitted',
    to({ ipBlock: { cidr: '10.0.0.0/8' } }),
    [],
  ],
  [
    'takes any range for the address where that is not known',
    together(to(systemPods, { ipBlock: { cidr: '10.0.0.0/8' } }), withoutRange),
    [],
  ],
  [
    'warns where the address is not known and no range is admitted',
    together(to(systemPods), withoutRange),
    found,
    ['egress to CoreDNS pods, and not to the DNS address of the cluster'],
  ],
  [
    'judges a policy that does not name its types by its egress',
    policy([toPods], {}),
    found,
  ],
  ['passes where nothing may go out', policy([]), []],
  ['passes where an empty list admits all', policy([toPods, { to: [] }]), []],
]);

it('NET-16 adds a rule and keeps the others', () => {
  const [{ patch }] = findingsOf(dnsPolicies, policy([toPods]));
  expect(parse(patch?.content ?? '').spec.egress).toEqual([
    toPods,
    {
      to: [{ ipBlock: { cidr: '172.20.0.10/32' } }],
      ports: [
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
      ],
    },
  ]);
});

mends(dnsPolicies, [
  [
    'warns where DNS goes to CoreDNS pods only',
    policy([toPods]),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: networking.k8s.io/v1',
      'kind: NetworkPolicy',
      'metadata:',
      '  name: web',
      '  namespace: shop',
      'spec:',
      '  egress:',
      '    - to:',
      '        - podSelector:',
      '            matchLabels:',
      '              k8s-app: kube-dns',
      '      ports:',
      '        - port: 53',
      '          protocol: UDP',
      '    - to:',
      '        - ipBlock:',
      '            cidr: 172.20.0.10/32',
      '      ports:',
      '        - protocol: UDP',
      '          port: 53',
      '        - protocol: TCP',
      '          port: 53',
    ],
  ],
  [
    'warns where all ports to them are open',
    policy([{ to: toPods.to }]),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: networking.k8s.io/v1',
      'kind: NetworkPolicy',
      'metadata:',
      '  name: web',
      '  namespace: shop',
      'spec:',
      '  egress:',
      '    - to:',
      '        - podSelector:',
      '            matchLabels:',
      '              k8s-app: kube-dns',
      '    - to:',
      '        - ipBlock:',
      '            cidr: 172.20.0.10/32',
      '      ports:',
      '        - protocol: UDP',
      '          port: 53',
      '        - protocol: TCP',
      '          port: 53',
    ],
  ],
  [
    'warns where another range is admitted',
    policy([toPods, { to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }]),
    [
      '# kubectl patch -f patch.yaml --type merge --patch-file patch.yaml',
      'apiVersion: networking.k8s.io/v1',
      'kind: NetworkPolicy',
      'metadata:',
      '  name: web',
      '  namespace: shop',
      'spec:',
      '  egress:',
      '    - to:',
      '        - podSelector:',
      '            matchLabels:',
      '              k8s-app: kube-dns',
      '      ports:',
      '        - port: 53',
      '          protocol: UDP',
      '    - to:',
      '        - ipBlock:',
      '            cidr: 10.0.0.0/8',
      '    - to:',
      '        - ipBlock:',
      '            cidr: 172.20.0.10/32',
      '      ports:',
      '        - protocol: UDP',
      '          port: 53',
      '        - protocol: TCP',
      '          port: 53',
    ],
  ],
]);
