// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { durationMs } from './duration';

describe('a duration as Go writes it', () => {
  it.each([
    ['336h', 336 * 3_600_000],
    ['1h30m', 5_400_000],
    ['720h0m0s', 720 * 3_600_000],
    ['90s', 90_000],
    ['1.5h', 5_400_000],
    ['2m10.25s', 130_250],
    ['250ms', 250],
    ['Never', undefined],
    ['', undefined],
    ['soon', undefined],
    ['1h soon', undefined],
    ['in 1h', undefined],
    ['1.h', undefined],
    [undefined, undefined],
  ])('%s is %s ms', (text, expected) => {
    expect(durationMs(text)).toBe(expected);
  });
});
