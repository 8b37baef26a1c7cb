// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { metadataOf } from '../../../inventory/launch';
import { launchingGroups, launchParts } from '../../launchTemplates';
import { count, listOf } from '../../text';
import { commandsOf } from '../../userData';

export const userData = defineCheck({
  code: 'NG-05',
  title: 'Groups of nodes need nothing of what they launch from',
  severity: 'warning',
  mayBlock: true,
  resolvedBy: 'platform',
  reads: launchParts,
  why: 'Auto nodes take no launch template: what its user data installs is not there, and metadata of the instance is out of reach for pods.',
  remediation:
    'Bring what the script does as a DaemonSet or drop it, then accept this finding with the reason; or keep the group.',
  source: 'EKS User Guide, auto-migrate-reference (draft); automode',
  evaluate: parts =>
    launchingGroups(parts).flatMap((group): FindingDraft[] => {
      const { arn, words, template, launched, from } = group;
      const subject = { arn };
      const commands = commandsOf(template?.userData ?? '');
      if (commands.length > 0) {
        return [
          {
            subject,
            severity: 'blocker',
            message: `The ${words} prepares its nodes with a script, which Auto nodes do not run.`,
            evidence: `${count(
              commands.length,
              'line',
            )} of user data beyond joining the cluster, first: ${commands[0]}`,
          },
        ];
      }
      if (!launched) return [];
      const { v1, hops } = metadataOf(launched);
      const metadata = [
        ...(v1 ? [v1] : []),
        ...(hops > 1 ? [`httpPutResponseHopLimit = ${hops}`] : []),
      ];
      if (metadata.length === 0) return [];
      return [
        {
          subject,
          message: `Pods on the ${words} may read the metadata of their instance, which Auto nodes do not let them.`,
          evidence: `${from}: ${listOf(metadata)}`,
          remedy:
            'Give pods that use it a region and credentials of their own (Pod Identity).',
        },
      ];
    }),
});
