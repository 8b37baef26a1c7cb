// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { readingLines } from './readingLog';

const cluster = { name: 'shop', arn: 'arn:aws:eks:…:cluster/shop' };
const unread = (part: string, remedy?: string) => ({
  part,
  operation: `list ${part}`,
  message: 'no',
  reason: 'denied' as const,
  ...(remedy && { remedy }),
});

describe('what the log says of a reading', () => {
  it('is nothing where everything was read', () => {
    expect(readingLines(cluster, { unreadParts: [] })).toEqual([]);
  });

  it('is the one problem of a cluster that cannot be reached', () => {
    expect(
      readingLines(cluster, {
        problem: { code: 'x', message: 'It is off', remedy: 'Switch it on' },
        unreadParts: [unread('pods')],
      }),
    ).toEqual([
      'shop (arn:aws:eks:…:cluster/shop) cannot be read. It is off. What to do: Switch it on',
    ]);
  });

  it('is one line a remedy, with the first parts by name', () => {
    expect(
      readingLines(cluster, {
        unreadParts: [
          ...['a', 'b', 'c', 'd', 'e'].map(part => unread(part, 'Grant it')),
          unread('f'),
        ],
      }),
    ).toEqual([
      'shop (arn:aws:eks:…:cluster/shop) could be read only in part. a: list a: no; b: list b: no; c: list c: no; and 2 more. What to do: Grant it',
      'shop (arn:aws:eks:…:cluster/shop) could be read only in part. f: list f: no. What to do: Run the connection test; it names what is missing',
    ]);
  });
});
