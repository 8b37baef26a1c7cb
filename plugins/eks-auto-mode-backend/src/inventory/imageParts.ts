// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import type {
  AutoScalingGroup,
  LaunchTemplate,
  MachineImage,
  Nodegroup,
  Read,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { reduceImage } from './capacityReduce';
import { launchedFrom, ownGroups } from './launch';
import { children, part, valueOf, type Reading } from './reading';

export interface ImageSources {
  nodegroups: Promise<Read<Nodegroup[]>>;
  autoScalingGroups: Promise<Read<AutoScalingGroup[]>>;
  launchTemplates: Promise<Read<LaunchTemplate[]>>;
}

/** What is launched from images that people chose: EKS chooses those of the other managed groups. */
async function chosen(sources: ImageSources): Promise<string[]> {
  const nodegroups = valueOf(await sources.nodegroups);
  const groups = valueOf(await sources.autoScalingGroups);
  const templates = valueOf(await sources.launchTemplates);
  return [...nodegroups, ...ownGroups(nodegroups, groups)].flatMap(
    group => launchedFrom(group, templates)?.imageId ?? [],
  );
}

/**
 * A template may name a public parameter in the place of an image; under these names AWS publishes its
 * own (Systems Manager User Guide, parameter-store-public-parameters).
 */
const AWS_PARAMETER =
  /^resolve:ssm:(\/aws\/service\/(?:eks|bottlerocket|ami-amazon-linux-latest|ami-windows-latest)\/\S+)$/;

/** Who built the images that groups name, and when. One that is gone is missing. */
export function readMachineImages(
  reading: Reading,
  sources: ImageSources,
): Promise<Read<MachineImage[]>> {
  const { aws, accountId, region } = reading.session;
  return part(reading, 'ec2:DescribeImages', async missing =>
    children(
      reading,
      'ec2:DescribeImages',
      [...new Set(await chosen(sources))].sort(),
      missing,
      async id => {
        const [, parameter] = AWS_PARAMETER.exec(id) ?? [];
        if (parameter) return { id, name: parameter, owner: 'amazon' };
        return await reading.regions.machineImage.get(
          `${accountId}/${region}/${id}`,
          reading.signal,
          async signal => {
            const { Images: images } = await aws.ec2.send(
              new DescribeImagesCommand({
                ImageIds: [id],
                IncludeDeprecated: true,
              }),
              { abortSignal: signal },
            );
            if (!images?.[0]) throw new Error(`There is no image ${id}`);
            return reduceImage(images[0]);
          },
        );
      },
    ),
  );
}
