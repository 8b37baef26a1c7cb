// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { launchingGroups, launchParts } from '../../launchTemplates';

/** GiB of the disk of an Auto node by default (EKS User Guide, create-node-class). */
const DEFAULT = 80;

/** A plan keeps groups of somebody's own and makes no pool for them. */
const OWN: Pick<FindingDraft, 'resolvedBy' | 'remedy'> = {
  resolvedBy: 'platform',
  remedy:
    'Give the pool that is to take its pods a NodeClass whose ephemeralStorage.size is as large.',
};

export const diskSize = defineCheck({
  code: 'NG-21',
  title: 'Groups of nodes need no larger disk',
  severity: 'warning',
  resolvedBy: 'plan',
  reads: launchParts,
  why: 'The disk of an Auto node has 80 GiB unless its NodeClass says otherwise: images and scratch data that need more would be evicted.',
  remediation:
    'The plan writes the size into ephemeralStorage.size of a NodeClass.',
  source: 'EKS User Guide, create-node-class',
  evaluate: parts =>
    launchingGroups(parts).flatMap((group): FindingDraft[] => {
      const { arn, words, nodegroup, template } = group;
      // Bottlerocket keeps images and data on its second volume.
      const devices = (template?.blockDevices ?? []).filter(
        ({ device }) =>
          !nodegroup?.amiType?.startsWith('BOTTLEROCKET') ||
          device === '/dev/xvdb',
      );
      const size = Math.max(
        nodegroup?.diskSize ?? 0,
        ...devices.map(one => one.volumeSize ?? 0),
      );
      if (size <= DEFAULT) return [];
      return [
        {
          subject: { arn },
          ...(nodegroup ? {} : OWN),
          message: `The nodes of the ${words} have a disk of ${size} GiB; Auto nodes have ${DEFAULT} unless told otherwise.`,
          evidence:
            devices.length > 0
              ? devices
                  .map(one => `${one.device} ${one.volumeSize ?? '?'} GiB`)
                  .join(', ')
              : `diskSize = ${nodegroup?.diskSize}`,
        },
      ];
    }),
});
