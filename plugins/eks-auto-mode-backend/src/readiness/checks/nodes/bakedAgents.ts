// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { launchingGroups, launchParts } from '../../launchTemplates';
import { listOf } from '../../text';

/** Agents that people install on machines, by words of their installers. */
const AGENTS: readonly (readonly [name: string, mark: RegExp])[] = [
  ['CrowdStrike Falcon', /falcon-(sensor|kernel)|falconctl/i],
  ['SentinelOne', /sentinel(one|ctl|agent)/i],
  ['Trend Micro Deep Security', /\bds_agent\b|dsa_control/i],
  ['Qualys', /qualys-cloud-agent/i],
  ['Rapid7', /\bir_agent\b|rapid7/i],
  ['Nessus', /nessus(cli|-?agent)/i],
  ['Wazuh', /wazuh-agent/i],
  ['Lacework', /lacework/i],
  ['Aqua', /\baqua-enforcer\b/i],
  ['Prisma Cloud', /twistlock|prisma-?cloud/i],
  ['Microsoft Defender', /\bmdatp\b/i],
  ['ClamAV', /\bclam(av|d|scan)\b/i],
  ['osquery', /\bosquery/i],
  ['Datadog', /datadog-agent|install_script_agent/i],
  ['Splunk', /splunkforwarder/i],
  ['CloudWatch', /amazon-cloudwatch-agent/i],
];

export const bakedAgents = defineCheck({
  code: 'NG-24',
  title: 'No agent lives on the machines themselves',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: launchParts,
  why: 'An agent that user data installs is not on Auto nodes, whose file system is read-only: the machines drop out of monitoring and scans without a word.',
  remediation:
    'Run its DaemonSet (ask its maker for one that bears Bottlerocket and SELinux), see it report from an Auto node, and tell the security team before the group is drained.',
  source: 'EKS User Guide, automode-learn-instances; auto-troubleshoot',
  evaluate: parts =>
    launchingGroups(parts).flatMap(({ arn, words, template, from }) => {
      const text = template?.userData ?? '';
      const found = AGENTS.filter(([, mark]) => mark.test(text)).map(
        ([name]) => name,
      );
      if (found.length === 0) return [];
      return [
        {
          subject: { arn },
          message: `Nodes of the ${words} carry agents that Auto nodes would not have.`,
          evidence: `user data of the ${from} installs ${listOf(found)}`,
        },
      ];
    }),
});
