// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { gzipSync } from 'node:zlib';
import {
  healthyInventory,
  withMissing,
  withUnread,
} from '../readiness/testing/inventory';
import { aPod } from '../readiness/testing/objects';
import { packInventory, unpackInventory } from './inventoryDocument';

const withPods = (count: number) =>
  healthyInventory({
    pods: Array.from({ length: count }, (_, i) =>
      aPod(`web-${i}`, {
        metadata: { name: `web-${i}`, annotations: { said: '✓ übrig\n' } },
      }),
    ),
  });

describe('a stored inventory', () => {
  it.each([0, 1, 99, 100, 101, 200, 12_345])(
    'comes back as it was with %s pods',
    async count => {
      const inventory = withUnread(
        withMissing(withPods(count), 'pods', 'pods of shop'),
        ['nodes', 'subnets'],
      );
      expect(await unpackInventory(await packInventory(inventory))).toEqual(
        inventory,
      );
    },
  );

  it('is refused where it is cut off', async () => {
    const document = await packInventory(withPods(500));
    await expect(
      unpackInventory(document.subarray(0, document.length / 2)),
    ).rejects.toThrow('unexpected end of file');
  });

  it('is refused where a part is not in it, as of a version that did not read it', async () => {
    const { parts, ...rest } = withPods(1);
    await expect(
      unpackInventory(gzipSync(`${JSON.stringify(rest)}\n`)),
    ).rejects.toThrow('read the cluster again');
  });
});
