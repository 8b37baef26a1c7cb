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

  it('count what is implemented apart from what is not', () => {
    const implemented = catalogue.filter(one => one.retired === undefined);
    expect(pages.get('README.md')).toContain(
      `${implemented.length} checks implemented, ${unimplemented.length} not`,
    );
  });

  it('do not count what is retired as implemented', () => {
    const [first, second] = catalogue;
    expect(
      checkPages([first, { ...second, retired: 'it was wrong' }]).get(
        'README.md',
      ),
    ).toContain(`1 check implemented, ${unimplemented.length} not, 1 retired.`);
  });

  it('say which part of its row a check does not look at yet, and why', () => {
    const [check] = catalogue;
    const notYet = 'the colour of it, which a | b cannot be told from';
    const told = checkPages([{ ...check, notYet }]);
    expect(told.get(`${check.code}.md`)).toContain(
      `## What it does not look at yet\n\n${notYet}`,
    );
    expect(told.get('README.md')).toContain(
      '| *not yet*: the colour of it, which a \\| b cannot be told from |',
    );
    const whole = checkPages([{ ...check, notYet: undefined }]);
    expect(whole.get(`${check.code}.md`)).not.toContain('does not look at');
    expect(whole.get('README.md')).not.toContain('*not yet*');
  });

  it('list what is not implemented, with the reason, and no code twice', () => {
    const codes = new Set(catalogue.map(check => check.code));
    for (const { code, reason } of unimplemented) {
      expect(codes).not.toContain(code);
      expect(pages.get('README.md')).toContain(`*not implemented*: ${reason}`);
    }
  });
});
