// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  MachineImage,
  Nodegroup,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { findSources } from '../placement';
import { healthyParts } from '../readiness/testing/inventory';
import { dateIn, imageOf } from './images';

function image(
  group: Partial<Nodegroup>,
  systems: string[] = ['Amazon Linux 2023'],
  imageId?: string,
  images: MachineImage[] = [],
) {
  const parts = healthyParts();
  const nodes = parts.nodes.map((node, at) => ({
    ...node,
    status: {
      ...node.status,
      nodeInfo: { ...node.status?.nodeInfo, osImage: systems[at] },
    },
  }));
  const [source] = findSources({
    ...parts,
    nodes,
    nodegroups: [
      {
        ...parts.nodegroups[0],
        ...(imageId ? { launchTemplate: { id: 'lt-1', version: '1' } } : {}),
        ...group,
      },
    ],
  }).sources;
  return imageOf(
    source,
    imageId
      ? [
          {
            id: 'lt-1',
            version: '1',
            imageId,
            securityGroupIds: [],
            blockDevices: [],
          },
        ]
      : [],
    images,
  );
}

describe('how old an image is', () => {
  it.each([
    ['1.34.1-20260815', '2026-08-15'],
    ['Amazon Linux 2023.9.20260815', '2026-08-15'],
    [
      'Bottlerocket (EKS Auto, Standard) 2026.11.4 (aws-k8s-1.34)',
      '2026-11-04',
    ],
    ['1.48.0-7d5ac13f', undefined],
    ['Bottlerocket OS 1.48.0 (aws-k8s-1.34)', undefined],
    ['1.34.1-20261315', undefined],
    ['', undefined],
  ])('%s: %s', (text, day) => {
    expect(dateIn(text)?.slice(0, 10)).toBe(day);
  });

  it('goes by the release of a managed group', () => {
    expect(
      image({
        amiType: 'AL2023_x86_64_STANDARD',
        releaseVersion: '1.34.1-20260815',
      }),
    ).toEqual({
      name: 'AL2023_x86_64_STANDARD, 1.34.1-20260815',
      builtAt: '2026-08-15T00:00:00.000Z',
      evidence: 'its release version',
    });
  });

  it('goes by the oldest of its nodes otherwise', () => {
    expect(
      image({ amiType: undefined, releaseVersion: undefined }, [
        'Amazon Linux 2023.9.20260815',
        'Amazon Linux 2023.9.20260601',
        'Amazon Linux 2023.9.20260815',
      ])?.builtAt,
    ).toBe('2026-06-01T00:00:00.000Z');
  });

  it('does not guess where one of its nodes carries no date', () => {
    expect(
      image({ amiType: undefined, releaseVersion: undefined }, [
        'Amazon Linux 2023.9.20260815',
        'Ubuntu 24.04.1 LTS',
      ]),
    ).toMatchObject({ evidence: expect.stringContaining('carry a date') });
  });

  it('goes by what EC2 says of an image that people chose', () => {
    expect(
      image(
        { amiType: 'CUSTOM', releaseVersion: 'ami-0f' },
        ['Amazon Linux 2023.9.20260815'],
        'ami-0f',
        [
          {
            id: 'ami-0f',
            name: 'corporate',
            owner: '111122223333',
            createdAt: '2025-03-17T09:12:00.000Z',
          },
        ],
      ),
    ).toEqual({
      name: 'CUSTOM, ami-0f (corporate)',
      builtAt: '2025-03-17T09:12:00.000Z',
      evidence: 'what EC2 says of ami-0f, owner 111122223333',
    });
  });

  it('shows how to ask for the age of an image of one’s own', () => {
    expect(
      image({ amiType: 'CUSTOM', releaseVersion: 'ami-0f' }, [], 'ami-0f'),
    ).toEqual({
      name: 'CUSTOM, ami-0f',
      evidence: expect.stringContaining(
        'aws ec2 describe-images --image-ids ami-0f',
      ),
    });
  });
});
