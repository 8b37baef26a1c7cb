// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { launchTemplateOf } from '../../launchTemplates';

/** GiB of the disk of an Auto node by default (EKS User Guide, create-node-class). */
const DEFAULT = 80;

export const diskSize = defineCheck({
  code: 'NG-21',
  title: 'Node groups need no larger disk',
  severity: 'warning',
  resolvedBy: 'plan',
  reads: ['nodegroups', 'launchTemplates'],
  why: 'The disk of an Auto node has 80 GiB unless its NodeClass says otherwise: images and scratch data that need more would be evicted.',
  remediation:
    'The plan writes the size into ephemeralStorage.size of a NodeClass.',
  source: 'EKS User Guide, create-node-class',
  evaluate: ({ nodegroups, launchTemplates }) =>
    nodegroups.flatMap(group => {
      const template = launchTemplateOf(group, launchTemplates);
      // Bottlerocket keeps images and data on its second volume.
      const devices = (template?.blockDevices ?? []).filter(
        ({ device }) =>
          !group.amiType?.startsWith('BOTTLEROCKET') || device === '/dev/xvdb',
      );
      const size = Math.max(
        group.diskSize ?? 0,
        ...devices.map(one => one.volumeSize ?? 0),
      );
      if (size <= DEFAULT) return [];
      return [
        {
          subject: { arn: group.arn },
          message: `The nodes of ${group.name} have a disk of ${size} GiB; Auto nodes have ${DEFAULT} unless told otherwise.`,
          evidence:
            devices.length > 0
              ? devices
                  .map(one => `${one.device} ${one.volumeSize ?? '?'} GiB`)
                  .join(', ')
              : `diskSize = ${group.diskSize}`,
        },
      ];
    }),
});
