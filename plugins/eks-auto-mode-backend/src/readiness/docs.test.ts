// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import fs from 'node:fs';
import path from 'node:path';
import { catalogue } from './catalogue';
import { checkPages } from './docs';
import { unimplemented } from './unimplemented';

const folder = path.resolve(__dirname, '../../../../docs/checks');

describe('the pages about checks', () => {
  const pages = checkPages(catalogue);

  it('are those in docs/checks; else run yarn docs:checks', () => {
    expect(fs.readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
    for (const [name, content] of pages) {
      expect(fs.readFileSync(path.join(folder, name), 'utf8')).toBe(content);
    }
  });

  it('list what is not implemented, with the reason, and no code twice', () => {
    const codes = new Set(catalogue.map(check => check.code));
    for (const { code, reason } of unimplemented) {
      expect(codes).not.toContain(code);
      expect(pages.get('README.md')).toContain(`*not implemented*: ${reason}`);
    }
  });
});
