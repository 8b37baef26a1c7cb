// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type DaemonSet,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { agentDaemonSets, AGENTS, type Agent } from '../../agents';
import {
  hasOwnImage,
  launchingGroups,
  launchParts,
} from '../../launchTemplates';
import { staysOffAuto } from '../../offAuto';
import { listOf } from '../../text';

export const bakedAgents = defineCheck({
  code: 'NG-24',
  title: 'No agent lives on the machines themselves',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: [...launchParts, 'machineImages', 'daemonSets'],
  why: 'An agent that user data installs is not on Auto nodes, whose file system is read-only: the machines drop out of monitoring and scans without a word. What an image of your own holds cannot be read, so its agents are unknown.',
  remediation:
    'Run its DaemonSet (ask its maker for one that bears Bottlerocket and SELinux), see it report from an Auto node, and tell the security team before the group is drained. Of an image, ask who builds it.',
  source: 'EKS User Guide, automode-learn-instances; auto-troubleshoot',
  evaluate: parts => {
    const images = new Map(parts.machineImages.map(one => [one.id, one]));
    const lost = AGENTS.filter(
      agent => !parts.daemonSets.some(one => brings(one, agent)),
    );
    return launchingGroups(parts).flatMap((group): FindingDraft[] => {
      const { arn, words, template, from } = group;
      const text = template?.userData ?? '';
      const found = lost.filter(({ mark }) => mark.test(text));
      const image = hasOwnImage(group, images)
        ? [
            `what its own image${
              template?.imageId ? ` ${template.imageId}` : ''
            } holds cannot be read`,
          ]
        : [];
      if (found.length > 0)
        return [
          {
            subject: { arn },
            message: `Nodes of the ${words} carry agents that Auto nodes would not have.`,
            evidence: [
              `user data of the ${from} installs ${listOf(
                found.map(({ name }) => name),
              )}`,
              ...image,
            ].join('; '),
            patch: agentDaemonSets(found),
          },
        ];
      return image.map(evidence => ({
        subject: { arn },
        severity: 'unknown',
        message: `Whether nodes of the ${words} carry agents is unknown: they run an image of their own.`,
        evidence,
        remedy:
          'Ask who builds the image which agents are in it; bring each to Auto nodes as a DaemonSet, then accept this with the answer as the reason.',
      }));
    });
  },
});

/** Whether a DaemonSet runs the agent, on every node that it is for, and would on Auto nodes. */
function brings({ metadata, spec, status }: DaemonSet, agent: Agent): boolean {
  const names = [
    metadata.name,
    ...spec.template.spec.containers.map(({ image }) => image ?? ''),
  ];
  return (
    names.some(name => agent.mark.test(name)) &&
    !staysOffAuto(spec.template.spec) &&
    (status?.numberReady ?? 0) >= (status?.desiredNumberScheduled ?? 0)
  );
}
