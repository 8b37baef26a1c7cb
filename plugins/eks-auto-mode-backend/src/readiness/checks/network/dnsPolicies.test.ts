// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NetworkPolicy } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { parse } from 'yaml';
import { holds, mends } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { dnsPolicies } from './dnsPolicies';

const policy = (
  egress: NetworkPolicy['spec']['egress'],
  policyTypes = ['Egress'],
): Change => ({
  networkPolicies: [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { policyTypes, egress },
    },
  ],
});
const ports = [{ port: 53, protocol: 'UDP' }];
const toPods = {
  to: [{ podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
  ports,
};
const found = ['warning NetworkPolicy shop/web'];

holds(dnsPolicies, [
  [
    'warns where DNS goes to CoreDNS pods only',
    policy([toPods]),
    found,
    ['egress to pods with k8s-app: kube-dns, and not to 172.20.0.10'],
  ],
  [
    'warns where all ports to them are open',
    policy([{ to: toPods.to }]),
    found,
    ['egress to pods with k8s-app: kube-dns, and not to 172.20.0.10'],
  ],
  ['passes where everything is admitted', policy([toPods, {}]), []],
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
    ['egress to pods with k8s-app: kube-dns, and not to 172.20.0.10'],
  ],
  [
    'warns where the address is admitted on another port',
    policy([
      toPods,
      { to: [{ ipBlock: { cidr: '172.20.0.10/32' } }], ports: [{ port: 443 }] },
    ]),
    found,
    ['egress to pods with k8s-app: kube-dns, and not to 172.20.0.10'],
  ],
  ['passes over policies of ingress', policy([toPods], ['Ingress']), []],
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
