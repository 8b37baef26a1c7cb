// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import * as ec2 from '@aws-sdk/client-ec2';
import { ApiError } from '../../wire/apiError';
import type { RegionState } from '../../world/state';
import type { Call, Handlers } from '../call';
import { cutPage, filtered, type Fields } from './filters';

const IMAGE: Fields<ec2.Image> = {
  'image-id': i => [i.ImageId],
  name: i => [i.Name],
  'owner-alias': i => [i.ImageOwnerAlias],
  'owner-id': i => [i.OwnerId],
  state: i => [i.State],
};

/** What AWS calls the images that its groups run, and the accounts that own them, by EKS' AMI types. */
const OF_AWS: [RegExp, name: string, owner: string][] = [
  [/^BOTTLEROCKET_/, 'bottlerocket-aws-k8s-x86_64-v1.51.0', '092701018921'],
  [
    /^WINDOWS_/,
    'Windows_Server-2022-English-Core-EKS_Optimized-2026.08.12',
    '801119661308',
  ],
  [/^AL2_/, 'amazon-eks-node-v20251112', '602401143452'],
  [/./, 'amazon-eks-node-al2023-x86_64-standard-v20260815', '602401143452'],
];

/** Images that are named anywhere, with the AMI type of the group that launches them. */
function named(region: RegionState): Map<string, string> {
  const types = new Map<string, string>();
  const add = (id: string | undefined, amiType = 'AL2023_x86_64_STANDARD') => {
    if (id && !types.has(id)) types.set(id, amiType);
  };
  for (const { group, amiType, launchFrom } of Object.values(
    region.autoScalingGroups,
  )) {
    const template =
      group.LaunchTemplate ??
      group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
    const versions =
      region.launchTemplates[template?.LaunchTemplateId ?? '']?.versions ?? [];
    for (const version of versions)
      add(version.LaunchTemplateData?.ImageId, amiType);
    add(launchFrom?.imageId, amiType);
  }
  for (const { versions } of Object.values(region.launchTemplates))
    for (const version of versions) add(version.LaunchTemplateData?.ImageId);
  for (const configuration of Object.values(region.launchConfigurations))
    add(configuration.ImageId);
  for (const { instance } of Object.values(region.instances))
    add(instance.ImageId);
  return types;
}

function imagesOf(region: RegionState): Map<string, ec2.Image> {
  const images = new Map<string, ec2.Image>();
  for (const [ImageId, amiType] of named(region)) {
    const [, Name, OwnerId] =
      OF_AWS.find(([pattern]) => pattern.test(amiType)) ?? OF_AWS[0];
    images.set(ImageId, {
      ImageId,
      Name,
      OwnerId,
      ImageOwnerAlias: 'amazon',
      ImageLocation: `amazon/${Name}`,
      CreationDate: '2026-08-15T00:00:00.000Z',
      State: 'available',
      Public: true,
    });
  }
  for (const image of Object.values(region.images ?? {}))
    images.set(image.ImageId ?? '', image);
  return images;
}

function find(images: Map<string, ec2.Image>, id: string): ec2.Image {
  if (!/^ami-[0-9a-f]+$/.test(id))
    throw new ApiError('InvalidAMIID.Malformed', 400, `Invalid id: "${id}"`);
  const image = images.get(id);
  if (!image)
    throw new ApiError(
      'InvalidAMIID.NotFound',
      400,
      `The image id '[${id}]' does not exist`,
    );
  if (image.State === 'deregistered')
    throw new ApiError(
      'InvalidAMIID.Unavailable',
      400,
      `The image ID '${id}' is no longer available`,
    );
  return image;
}

function isOwnedBy(call: Call, image: ec2.Image, owner: string): boolean {
  if (owner === 'self') return image.OwnerId === call.account.id;
  return image.OwnerId === owner || image.ImageOwnerAlias === owner;
}

export const imageHandlers: Handlers<typeof ec2> = {
  DescribeImages(call, input) {
    const images = imagesOf(call.region);
    const wanted = input.ImageIds?.length
      ? input.ImageIds.map(id => find(images, id))
      : [...images.values()].filter(one => one.State === 'available');
    const owned = wanted.filter(
      image =>
        !input.Owners?.length ||
        input.Owners.some(owner => isOwnedBy(call, image, owner)),
    );
    const cut = cutPage(
      call,
      filtered(owned, input.Filters, IMAGE).map(image => ({
        Architecture: 'x86_64' as const,
        ImageType: 'machine' as const,
        RootDeviceType: 'ebs' as const,
        VirtualizationType: 'hvm' as const,
        ...image,
      })),
      input,
      { ids: input.ImageIds },
    );
    return { Images: cut.items, NextToken: cut.NextToken };
  },
};
