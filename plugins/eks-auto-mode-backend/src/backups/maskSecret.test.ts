// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { gzipSync } from 'node:zlib';
import { readHelmRelease } from './helmRelease';
import { maskSecret } from './maskSecret';

const marker = 'hunter2-marker-value';
const forms = [
  marker,
  Buffer.from(marker).toString('base64'),
  encodeURIComponent(marker),
];
const says = (value: unknown) => JSON.stringify(value);

describe('maskSecret', () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 's',
      namespace: 'n',
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
          data: { password: Buffer.from(marker).toString('base64') },
        }),
        keep: 'this',
      },
    },
    data: { password: Buffer.from(marker).toString('base64') },
    stringData: { token: marker },
  };

  it('leaves no form of a value anywhere, the last applied configuration included', () => {
    const text = says(maskSecret(secret, 'k'));
    for (const form of forms) expect(text).not.toContain(form);
    expect(text).toContain('"keep":"this"');
  });

  it('hashes equal values alike under one key, and otherwise under another', () => {
    expect(maskSecret(secret, 'k')).toEqual(maskSecret(secret, 'k'));
    expect(says(maskSecret(secret, 'k'))).not.toEqual(
      says(maskSecret(secret, 'other')),
    );
  });
});

describe('readHelmRelease', () => {
  const release = {
    name: 'shop',
    namespace: 'n',
    version: 3,
    info: { status: 'deployed' },
    chart: {
      metadata: { name: 'shop', version: '1.2.3', appVersion: '9' },
      templates: [{ data: marker }],
    },
    config: { db: { password: marker, replicas: [1, 2] } },
  };
  const stored = {
    metadata: { name: 'sh.helm.release.v1.shop.v3', namespace: 'n' },
    data: {
      release: Buffer.from(
        gzipSync(JSON.stringify(release)).toString('base64'),
      ).toString('base64'),
    },
  };

  it('says which chart in which version with which keys, and no value', () => {
    const entry = readHelmRelease(stored, 'k');
    expect(entry).toMatchObject({
      revision: 3,
      chart: 'shop',
      chartVersion: '1.2.3',
      status: 'deployed',
    });
    expect(says(entry.values)).toMatch(
      /"db":\{"password":"hmac-sha256:[0-9a-f]{64}","replicas":\[/,
    );
    for (const form of forms) expect(says(entry)).not.toContain(form);
  });

  it('refuses what is no release', () => {
    expect(() =>
      readHelmRelease(
        { metadata: { name: 'x' }, data: { release: 'bm90IGd6aXA=' } },
        'k',
      ),
    ).toThrow();
  });
});
