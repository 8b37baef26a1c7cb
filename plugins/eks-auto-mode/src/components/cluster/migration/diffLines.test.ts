// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { diffLines } from './diffLines';

const text = (before: unknown, after: unknown) =>
  diffLines(before, after).map(line => `${line.sign}${line.text}`);

describe('before → after', () => {
  it('shows what comes where there was nothing', () => {
    expect(text(null, 'a\nb')).toEqual(['+a', '+b']);
  });
  it('shows what goes where nothing comes', () => {
    expect(text('a', undefined)).toEqual(['-a']);
  });
  it('keeps equal lines and puts what goes before what comes', () => {
    expect(
      text({ mode: 'CONFIG_MAP', x: 1 }, { mode: 'API_AND_CONFIG_MAP', x: 1 }),
    ).toEqual([
      ' {',
      '-  "mode": "CONFIG_MAP",',
      '+  "mode": "API_AND_CONFIG_MAP",',
      '   "x": 1',
      ' }',
    ]);
  });
});
