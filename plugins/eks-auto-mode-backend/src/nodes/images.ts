// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { api } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type {
  LaunchTemplate,
  MachineImage,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { launchedBy, launchedFrom } from '../inventory/launch';
import type { Source } from '../placement';

/** What a source launches from: its node group's own template, or what its Auto Scaling group names. */
export function templateOf(
  source: Source,
  templates: readonly LaunchTemplate[],
): LaunchTemplate | undefined {
  return (
    (source.nodegroup && launchedFrom(source.nodegroup, templates)) ??
    launchedBy(source.groups, templates)
  );
}

/** The date in `1.34.1-20260815`, `Amazon Linux 2023.9.20260815` or `Bottlerocket … 2026.8.15`. */
export function dateIn(text: string): string | undefined {
  const found =
    /(?:^|[^\d])(20\d{2})(\d{2})(\d{2})(?!\d)/.exec(text) ??
    /(?:^|[^\d])(20\d{2})\.(\d{1,2})\.(\d{1,2})(?!\d)/.exec(text);
  if (!found) return undefined;
  const [year, month, day] = found.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  // A month 13 would become a January.
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? date.toISOString()
    : undefined;
}

/** The image that a source launches, and when it was built where anything says so. */
export function imageOf(
  source: Source,
  templates: readonly LaunchTemplate[],
  images: readonly MachineImage[],
): api.SourceImage | undefined {
  if (source.type === 'fargate' || source.type === 'hybrid') return undefined;
  const systems = [
    ...new Set(
      source.nodes.flatMap(node => node.status?.nodeInfo?.osImage ?? []),
    ),
  ].sort();
  const { amiType, releaseVersion } = source.nodegroup ?? {};
  const imageId = templateOf(source, templates)?.imageId;
  const image = images.find(one => one.id === imageId);
  const said = image?.name ? `${imageId} (${image.name})` : imageId;
  const name =
    [amiType, amiType === 'CUSTOM' ? said : releaseVersion]
      .filter(Boolean)
      .join(', ') ||
    said ||
    systems.join(', ');
  if (!name) return undefined;
  if (image?.createdAt)
    return {
      name,
      builtAt: image.createdAt,
      evidence: `what EC2 says of ${imageId}, owner ${image.owner}`,
    };
  const released = dateIn(amiType === 'CUSTOM' ? '' : releaseVersion ?? '');
  if (released)
    return { name, builtAt: released, evidence: 'its release version' };
  const dates = systems.map(dateIn);
  const [oldest] = dates
    .filter((one): one is string => one !== undefined)
    .sort();
  if (oldest && dates.every(one => one !== undefined))
    return {
      name,
      builtAt: oldest,
      evidence: `what its nodes call their system: ${systems.join(', ')}`,
    };
  if (imageId)
    return {
      name,
      evidence: `ask for it: aws ec2 describe-images --image-ids ${imageId} --query 'Images[].CreationDate'`,
    };
  return {
    name,
    evidence: 'neither its release nor its nodes carry a date',
  };
}
