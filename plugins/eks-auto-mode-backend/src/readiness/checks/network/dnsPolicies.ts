// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type NetworkPolicy,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { matchesLabelSelector } from '../../../placement';
import { covers, dnsAddressOf } from '../../addresses';
import { mergePatch } from '../../patch';
import { subjectOf } from '../../workloads';

type Rule = NonNullable<NetworkPolicy['spec']['egress']>[number];
type Peer = NonNullable<Rule['to']>[number];

const SYSTEM = 'kube-system';
/** On the pods of EKS' CoreDNS. */
const COREDNS = {
  'k8s-app': 'kube-dns',
  'eks.amazonaws.com/component': 'coredns',
};

export const dnsPolicies = defineCheck({
  code: 'NET-16',
  title: 'Network policies admit DNS on Auto nodes',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: ['cluster', 'namespaces', 'networkPolicies'],
  why: 'On Auto nodes names are resolved on the node itself, not by CoreDNS pods: a policy that admits DNS only to those pods cuts it off.',
  remediation: 'Admit port 53 to the DNS address of the cluster too.',
  source: 'EKS User Guide, auto-net-pol',
  evaluate: ({ cluster, namespaces, networkPolicies }) => {
    const system = {
      ...namespaces.find(one => one.metadata.name === SYSTEM)?.metadata.labels,
      'kubernetes.io/metadata.name': SYSTEM,
    };
    const address = dnsAddressOf(cluster.network);
    const block =
      address && `${address}/${cluster.network.ipFamily === 'ipv6' ? 128 : 32}`;
    return networkPolicies.flatMap(policy => {
      const { egress = [], policyTypes } = policy.spec;
      if (policyTypes && !policyTypes.includes('Egress')) return [];
      const dns = egress.filter(admitsDns);
      const toPods = dns.some(rule =>
        rule.to?.some(peer =>
          selectsCoreDns(peer, policy.metadata.namespace, system),
        ),
      );
      const toAddress = dns.some(
        ({ to }) =>
          !to || to.length === 0 || to.some(peer => holdsAddress(peer, block)),
      );
      if (!toPods || toAddress) return [];
      return [
        {
          subject: subjectOf(policy),
          message:
            'The policy admits DNS only to CoreDNS pods, which is not the way it goes on Auto nodes.',
          evidence: `egress to CoreDNS pods, and not to ${
            address ?? 'the DNS address of the cluster'
          }`,
          patch: block
            ? mergePatch(
                'Admit the DNS address of the cluster',
                subjectOf(policy),
                {
                  spec: {
                    egress: [
                      ...egress,
                      {
                        to: [{ ipBlock: { cidr: block } }],
                        ports: ['UDP', 'TCP'].map(protocol => ({
                          protocol,
                          port: 53,
                        })),
                      },
                    ],
                  },
                },
              )
            : undefined,
        },
      ];
    });
  },
});

/** A named port can only be one of pods; it counts as DNS where it says so. */
function admitsDns({ ports }: Rule): boolean {
  return (
    !ports ||
    ports.length === 0 ||
    ports.some(({ port, endPort }) =>
      typeof port === 'number'
        ? port <= 53 && (endPort ?? port) >= 53
        : port === undefined || port.startsWith('dns'),
    )
  );
}

/** Whether a peer means the pods of CoreDNS, by its labels or by all of a namespace. */
function selectsCoreDns(
  { ipBlock, podSelector, namespaceSelector }: Peer,
  namespace: string | undefined,
  system: Record<string, string>,
): boolean {
  if (ipBlock || (podSelector && !matchesLabelSelector(podSelector, COREDNS)))
    return false;
  if (namespaceSelector) return matchesLabelSelector(namespaceSelector, system);
  // Such a peer is of the policy's own namespace; one that names the pods of CoreDNS means them all the same.
  return namespace === SYSTEM || !matchesLabelSelector(podSelector, {});
}

/** Whether a peer holds the DNS address; any range does where that is not known. */
function holdsAddress({ ipBlock }: Peer, block: string | undefined): boolean {
  if (!ipBlock || !block) return ipBlock !== undefined;
  const { cidr, except = [] } = ipBlock;
  return covers(cidr, block) && !except.some(one => covers(one, block));
}
