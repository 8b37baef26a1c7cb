// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { makeMarkers, unsignedOidcToken } from './markers';
import { Search } from './search';

const markers = makeMarkers();
const search = new Search(markers);
const value = markers.podPassword;

describe('the search for secrets', () => {
  it.each([
    ['plain', value],
    ['plain, less its signs', value.slice(0, -5)],
    ['URL-encoded', `https://x/?p=${encodeURIComponent(value)}&y=1`],
    ['in JSON', JSON.stringify({ env: [{ value }] })],
    ...[0, 1, 2, 3, 4].map((offset): [string, string] => [
      `in Base64, ${offset} bytes into it`,
      Buffer.from(`${'x'.repeat(offset)}${value} and more`).toString('base64'),
    ]),
    [
      'in Base64 of URLs',
      Buffer.from(`{"jti":"${value}"}`).toString('base64url'),
    ],
  ])('finds a planted leak: %s', (_, text) => {
    expect(
      search.inText('here', `before ${text} after`).map(leak => leak.which),
    ).toEqual(['podPassword']);
  });

  it.each([
    ['gzip', gzipSync],
    ['Brotli', brotliCompressSync],
  ])('finds a leak that %s packed', (_, pack) => {
    const leaks = search.inBytes(
      'here',
      pack(Buffer.from(`{"a":"${value}"}`.repeat(3))),
    );
    expect(leaks).toMatchObject([
      { where: 'here (unpacked)', which: 'podPassword' },
    ]);
  });

  it('finds a leak within the part of a token that is read', () => {
    const token = unsignedOidcToken(markers.oidcToken);
    expect(search.inText('here', token)).toMatchObject([
      { which: 'oidcToken' },
    ]);
  });

  it('finds a leak in a file of a folder and in a column of a table, by name', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'search-'));
    try {
      fs.mkdirSync(path.join(folder, 'deep'));
      fs.writeFileSync(path.join(folder, 'deep/a.log'), `x ${value} y`);
      fs.writeFileSync(path.join(folder, 'b.log'), 'nothing');
      const { leaks, files } = search.inFiles(folder);
      expect(files).toBe(2);
      expect(leaks).toEqual([
        {
          where: path.join(folder, 'deep/a.log'),
          which: 'podPassword',
          form: 'plain',
        },
      ]);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
    expect(
      search.inRows('runs', [{ id: 1, document: { env: value } }, { id: 2 }]),
    ).toMatchObject([{ where: 'runs.document' }]);
  });

  it('finds nothing where there is nothing', () => {
    expect(
      search.inText(
        'here',
        `${Buffer.from(value).toString('hex')} podPassword`,
      ),
    ).toEqual([]);
  });
});
