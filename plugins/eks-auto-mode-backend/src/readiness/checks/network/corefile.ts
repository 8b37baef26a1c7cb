// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';
import { subjectOf } from '../../workloads';

/** Plugins of the Corefile that EKS installs; their options do not change what a name means. */
const DEFAULT = new Set([
  'errors',
  'health',
  'ready',
  'kubernetes',
  'prometheus',
  'forward',
  'cache',
  'loop',
  'reload',
  'loadbalance',
  'log',
]);

export const corefile = defineCheck({
  code: 'NET-19',
  title: 'CoreDNS is configured as EKS installs it',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['configMaps'],
  why: 'Auto nodes run their own CoreDNS; it is not documented that stub domains, rewrites and hosts of this ConfigMap hold there.',
  remediation:
    'Resolve the names in question from a canary pod on an Auto node before anything moves.',
  source: 'inference from EKS User Guide, automode',
  evaluate: ({ configMaps }) =>
    configMaps.flatMap(configMap => {
      const { name, namespace } = configMap.metadata;
      const text = configMap.data?.Corefile;
      if (
        name !== 'coredns' ||
        namespace !== 'kube-system' ||
        text === undefined
      )
        return [];
      const custom = customisationsOf(text);
      if (custom.length === 0) return [];
      return [
        {
          subject: subjectOf(configMap),
          message:
            'CoreDNS resolves some names in a way of its own; whether Auto nodes do so too is not documented.',
          evidence: `Corefile: ${listOf(custom)}`,
        },
      ];
    }),
});

/** What makes a Corefile differ in meaning from that of EKS. */
function customisationsOf(text: string): string[] {
  const custom: string[] = [];
  let depth = 0;
  for (const raw of text.split('\n')) {
    const line = raw.replace(/#.*/, '').trim();
    const [word = '', ...rest] = line.split(/\s+/);
    if (depth === 0 && line.endsWith('{') && word !== '.:53' && word !== '.') {
      custom.push(`zone ${word}`);
    } else if (depth === 1 && word && word !== '}') {
      if (!DEFAULT.has(word)) custom.push(word);
      const target = rest.filter(one => one !== '{').join(' ');
      if (word === 'forward' && target !== '. /etc/resolv.conf')
        custom.push(`forward ${target}`);
    }
    depth +=
      (line.match(/\{/g) ?? []).length - (line.match(/\}/g) ?? []).length;
  }
  return custom;
}
