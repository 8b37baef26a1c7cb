// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type NetworkPolicy,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { covers, dnsAddressOf } from '../../addresses';
import { mergePatch } from '../../patch';
import { subjectOf } from '../../workloads';

type Rule = NonNullable<NetworkPolicy['spec']['egress']>[number];

export const dnsPolicies = defineCheck({
  code: 'NET-16',
  title: 'Network policies admit DNS on Auto nodes',
  severity: 'warning',
  resolvedBy: 'owner',
  reads: ['cluster', 'networkPolicies'],
  why: 'On Auto nodes names are resolved on the node itself, not by CoreDNS pods: a policy that admits DNS only to those pods cuts it off.',
  remediation: 'Admit port 53 to the DNS address of the cluster too.',
  source: 'EKS User Guide, auto-net-pol',
  evaluate: ({ cluster, networkPolicies }) => {
    const address = dnsAddressOf(cluster.network);
    const block =
      address && `${address}/${cluster.network.ipFamily === 'ipv6' ? 128 : 32}`;
    return networkPolicies.flatMap(policy => {
      const { egress = [], policyTypes } = policy.spec;
      if (policyTypes && !policyTypes.includes('Egress')) return [];
      const dns = egress.filter(admitsDns);
      const toPods = dns.filter(rule =>
        rule.to?.some(peer => selectsKubeDns(peer.podSelector?.matchLabels)),
      );
      const toAddress = dns.some(
        ({ to }) =>
          !to ||
          to.length === 0 ||
          to.some(
            peer =>
              peer.ipBlock && (!block || covers(peer.ipBlock.cidr, block)),
          ),
      );
      if (toPods.length === 0 || toAddress) return [];
      return [
        {
          subject: subjectOf(policy),
          message:
            'The policy admits DNS only to CoreDNS pods, which is not the way it goes on Auto nodes.',
          evidence: `egress to pods with k8s-app: kube-dns, and not to ${
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

function selectsKubeDns(labels: Record<string, string> | undefined): boolean {
  return labels?.['k8s-app'] === 'kube-dns';
}
