// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { parse } from 'yaml';
import { mergePatch, newObject, quote, shellPatch } from './patch';

const subject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'shop',
  name: 'web',
};

describe('patches', () => {
  it('name their object and hold only the change', () => {
    expect(
      parse(mergePatch('t', subject, { spec: { a: null, b: 1 } }).content),
    ).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { a: null, b: 1 },
    });
  });

  it('of metadata still name their object', () => {
    expect(
      parse(
        mergePatch('t', subject, { metadata: { annotations: { a: null } } })
          .content,
      ).metadata,
    ).toEqual({ name: 'web', namespace: 'shop', annotations: { a: null } });
  });

  it('of a new object keep what its metadata adds', () => {
    expect(
      parse(
        newObject('t', subject, { metadata: { annotations: { a: 'b' } }, x: 1 })
          .content,
      ),
    ).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop', annotations: { a: 'b' } },
      x: 1,
    });
  });

  it.each([
    ['plain-1.2_/:=', 'plain-1.2_/:='],
    ['', "''"],
    ['a b', "'a b'"],
    ['$(id)', "'$(id)'"],
    ["it's; rm", "'it'\\''s; rm'"],
    ['a\nb', "'a\nb'"],
  ])('quote %j for a shell as %s', (word, quoted) => {
    expect(quote(word)).toBe(quoted);
  });

  it('in shell are one command a line', () => {
    expect(
      shellPatch('t', [
        ['aws', 'x y'],
        ['aws', 'z'],
      ]).content,
    ).toBe("aws 'x y'\naws z\n");
  });
});
