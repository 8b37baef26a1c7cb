// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import {
  hasOwnImage,
  launchingGroups,
  launchParts,
} from '../../launchTemplates';

export const customImage = defineCheck({
  code: 'NG-04',
  title: 'No group of nodes runs an image of its own',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: [...launchParts, 'machineImages'],
  why: 'Auto nodes run the image of AWS only: what your image adds is not there.',
  remediation:
    'Bring what the image adds as a DaemonSet, then accept this finding with the reason; or keep the group.',
  source: 'EKS User Guide, auto-migrate-reference (draft)',
  evaluate: parts => {
    const images = new Map(parts.machineImages.map(one => [one.id, one]));
    return launchingGroups(parts)
      .filter(group => hasOwnImage(group, images))
      .map(({ arn, words, nodegroup, template, from }) => {
        const imageId = template?.imageId;
        const image = images.get(imageId ?? '');
        return {
          subject: { arn },
          message: `The ${words} runs an image of its own, which Auto nodes cannot.`,
          evidence: [
            ...(nodegroup
              ? [`amiType = ${nodegroup.amiType ?? 'absent'}`]
              : []),
            ...(imageId ? [`${from} imageId = ${imageId}`] : []),
            ...(image
              ? [`${image.name ?? 'without a name'}, owner ${image.owner}`]
              : []),
          ].join(', '),
        };
      });
  },
});
