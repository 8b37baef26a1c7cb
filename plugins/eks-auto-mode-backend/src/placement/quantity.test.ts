// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { formatBytes, formatCpu, parseMilli, parseQuantity } from './quantity';

describe('quantities', () => {
  it.each([
    ['0', 0],
    ['100', 100],
    ['1k', 1000],
    ['1Ki', 1024],
    ['1.5Gi', 1610612736],
    ['.5Gi', 536870912],
    ['1E', 1e18],
    ['1e3', 1000],
    ['1E3', 1000],
    ['12e-1', 2],
    ['128974848', 128974848],
    ['129e6', 129000000],
    ['128974848000m', 128974848],
    ['1M', 1e6],
    ['1G', 1e9],
    ['1T', 1e12],
    ['1P', 1e15],
    ['1Mi', 2 ** 20],
    ['1Ti', 2 ** 40],
    ['1Pi', 2 ** 50],
    ['1Ei', 2 ** 60],
    ['1.', 1],
    [' 7 ', 7],
    ['1e+3', 1000],
    ['100m', 1],
    ['0.1', 1],
    ['-1500m', -1],
    ['+2', 2],
  ])('reads %s as %d whole units, rounded up', (text, value) => {
    expect(parseQuantity(text)).toBe(value);
  });

  it.each([
    ['100m', 100],
    ['1', 1000],
    ['0.1', 100],
    ['4.35', 4350],
    ['1.0015', 1002],
    ['250000u', 250],
    ['1n', 1],
  ])('reads %s as %d thousandths, rounded up', (text, value) => {
    expect(parseMilli(text)).toBe(value);
  });

  it.each(['', 'abc', '1 Gi', '1GiB', '.', '1mm', '--1', 'Gi'])(
    'refuses %j',
    text => {
      expect(() => parseQuantity(text)).toThrow('is not a Kubernetes quantity');
    },
  );

  it('writes amounts as people do', () => {
    expect(formatCpu(2000)).toBe('2');
    expect(formatCpu(250)).toBe('250m');
    expect(formatBytes(2 ** 30)).toBe('1Gi');
    expect(formatBytes(1536 * 2 ** 20)).toBe('1536Mi');
    expect(formatBytes(2 ** 20 + 1)).toBe('1Mi');
    expect(formatBytes(1.25 * 2 ** 20)).toBe('1280Ki');
    expect(formatBytes(2 ** 20 * 3.26 + 0.4)).toBe('3.3Mi');
    expect(formatBytes(2 ** 20)).toBe('1Mi');
    expect(formatBytes(2 ** 10)).toBe('1Ki');
    expect(formatBytes(2 ** 20 - 1)).toBe('1048575');
    expect(formatBytes(1023)).toBe('1023');
    expect(formatBytes(0)).toBe('0');
  });
});
