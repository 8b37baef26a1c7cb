// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { DescribeVolumesCommand, type Volume } from '@aws-sdk/client-ec2';
import type {
  EbsVolume,
  PersistentVolume,
  Read,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { compact, pages, part, valueOf, type Reading } from './reading';

/** Values that one filter takes at most (EC2 API Reference, DescribeVolumes). */
const VALUES_A_FILTER = 200;
const EBS = new Set(['ebs.csi.aws.com', 'ebs.csi.eks.amazonaws.com']);

/** The id of the volume of EBS behind a PersistentVolume; in-tree ones may carry `aws://zone/`. */
export function ebsVolumeIdOf({ spec }: PersistentVolume): string | undefined {
  const handle =
    spec.csi && EBS.has(spec.csi.driver)
      ? spec.csi.volumeHandle
      : spec.awsElasticBlockStore?.volumeID;
  return handle?.split('/').at(-1);
}

export function reduceVolume(volume: Volume): EbsVolume {
  return compact({
    id: volume.VolumeId ?? '',
    availabilityZone: volume.AvailabilityZone,
    encrypted: volume.Encrypted ?? false,
    kmsKeyId: volume.KmsKeyId,
    tags: Object.fromEntries(
      (volume.Tags ?? []).map(tag => [tag.Key ?? '', tag.Value ?? '']),
    ),
  });
}

/** Asked for by a filter: an id that is gone would make a call by ids fail as a whole. */
export function readEbsVolumes(
  reading: Reading,
  persistentVolumes: Promise<Read<PersistentVolume[]>>,
): Promise<Read<EbsVolume[]>> {
  const { ec2 } = reading.session.aws;
  return part(reading, 'ec2:DescribeVolumes', async () => {
    const ids = [
      ...new Set(
        valueOf(await persistentVolumes).flatMap(
          volume => ebsVolumeIdOf(volume) ?? [],
        ),
      ),
    ].sort();
    const slices: string[][] = [];
    for (let at = 0; at < ids.length; at += VALUES_A_FILTER)
      slices.push(ids.slice(at, at + VALUES_A_FILTER));
    const found: Volume[] = [];
    for (const Values of slices) {
      found.push(
        ...(await pages(async NextToken => {
          const page = await ec2.send(
            new DescribeVolumesCommand({
              Filters: [{ Name: 'volume-id', Values }],
              // EC2 hides what Auto Mode manages otherwise.
              IncludeManagedResources: true,
              MaxResults: VALUES_A_FILTER,
              NextToken,
            }),
            { abortSignal: reading.signal },
          );
          return { items: page.Volumes, token: page.NextToken };
        })),
      );
    }
    return found.map(reduceVolume);
  });
}
