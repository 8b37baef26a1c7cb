// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { holds } from '../../testing/holds';
import { CLUSTER_ARN } from '../../testing/inventory';
import { aKey, DEPENDS } from '../../testing/keys';
import { findingsOf } from '../../testing/says';
import { volumeKeys } from './volumeKeys';

const ARN = 'arn:aws:kms:us-east-1:111122223333:key/1';
const OF_CLASS = { kind: 'storage-class' as const, name: 'gp3' };
const found = [`warning ${ARN}`];

holds(volumeKeys, [
  [
    'warns of the key of a StorageClass that the cluster role may not use',
    { kmsKeys: [aKey({ usedBy: [OF_CLASS] })] },
    found,
  ],
  [
    'warns of the key of a volume',
    { kmsKeys: [aKey({ usedBy: [{ kind: 'volume', name: 'vol-1' }] })] },
    found,
  ],
  [
    'passes over a key of the nodes’ disks, which IAM-12 speaks of',
    { kmsKeys: [aKey({ usedBy: [OF_CLASS, { kind: 'ebs-default' }] })] },
    [],
  ],
  [
    'cannot tell where conditions decide that only a request has',
    { kmsKeys: [aKey({ usedBy: [OF_CLASS], policy: DEPENDS })] },
    [`unknown ${ARN}`],
  ],
  [
    'warns once of all volumes without encryption',
    {
      ebsVolumes: ['vol-1', 'vol-2', 'vol-3'].map(id => ({
        id,
        encrypted: id === 'vol-2',
        tags: {},
      })),
    },
    [`warning ${CLUSTER_ARN}`],
  ],
]);

it('names the volumes that are not encrypted', () => {
  const [finding] = findingsOf(volumeKeys, {
    ebsVolumes: [{ id: 'vol-1', encrypted: false, tags: {} }],
  });
  expect(finding.message).toBe('1 volume of the cluster is not encrypted.');
  expect(finding.evidence).toBe('DescribeVolumes: Encrypted = false of vol-1');
});
