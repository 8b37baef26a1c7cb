// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { findingsOf, type Change } from '../../testing/says';
import { corefile } from './corefile';

const EKS = `.:53 {
    errors
    health {
        lameduck 5s
      }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
      pods insecure
      fallthrough in-addr.arpa ip6.arpa
    }
    prometheus :9153
    forward . /etc/resolv.conf
    cache 30
    loop
    reload
    loadbalance
}
`;
const withCorefile = (Corefile: string): Change => ({
  configMaps: [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'coredns', namespace: 'kube-system' },
      data: { Corefile },
    },
  ],
});
const found = ['warning ConfigMap kube-system/coredns'];

holds(corefile, [
  ['passes on the Corefile of EKS', withCorefile(EKS), []],
  [
    'warns of a rewrite',
    withCorefile(EKS.replace('errors', 'errors\n    rewrite name a b')),
    found,
    ['Corefile: rewrite'],
  ],
  [
    'warns of a stub domain',
    withCorefile(`${EKS}corp.example:53 {\n    forward . 10.0.0.2\n}\n`),
    found,
    ['Corefile: zone corp.example:53, forward . 10.0.0.2'],
  ],
  [
    'warns of another upstream',
    withCorefile(EKS.replace('/etc/resolv.conf', '10.0.0.2')),
    found,
    ['Corefile: forward . 10.0.0.2'],
  ],
  ['passes over comments', withCorefile(`# rewrite\n${EKS}`), []],
  [
    'passes over a comment behind a word',
    withCorefile(EKS.replace('errors', 'errors # rewrite')),
    [],
  ],
  [
    'passes over a line that is all comment',
    withCorefile(EKS.replace('errors', 'errors\n    # rewrite name a b')),
    [],
  ],
  [
    'takes any white space between words',
    withCorefile(EKS.replace('forward .', 'forward  .')),
    [],
  ],
  [
    'passes where the zone has no port',
    withCorefile(EKS.replace('.:53', '.')),
    [],
  ],
  [
    'passes over options of the forward',
    withCorefile(
      EKS.replace(
        '/etc/resolv.conf',
        '/etc/resolv.conf {\n      max_concurrent 1000\n    }',
      ),
    ),
    [],
  ],
  [
    'passes over the ConfigMaps of others',
    {
      configMaps: [
        ['coredns', 'shop'],
        ['other', 'kube-system'],
      ].map(([name, namespace]) => ({
        apiVersion: 'v1' as const,
        kind: 'ConfigMap' as const,
        metadata: { name, namespace },
        data: { Corefile: 'corp.example:53 {\n}\n' },
      })),
    },
    [],
  ],
  [
    'passes over one without a Corefile',
    {
      configMaps: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'coredns', namespace: 'kube-system' },
        },
      ],
    },
    [],
  ],
]);

it('NET-19 names what is special', () => {
  expect(
    findingsOf(
      corefile,
      withCorefile(`${EKS}corp.example:53 {\n    forward . 10.0.0.2\n}\n`),
    )[0].evidence,
  ).toBe('Corefile: zone corp.example:53, forward . 10.0.0.2');
});
