// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { withoutCredentials } from './redact';

describe('text that others wrote', () => {
  it.each([
    ['a bearer token', 'Bearer abcdefgh.ijkl', 'Bearer <token>'],
    ['a token of EKS', 'k8s-aws-v1.aHR0cHM6Ly8', '<token>'],
    [
      'a presigned URL',
      'https://sts/?X-Amz-Signature=00ff&X-Amz-Security-Token=abc',
      'https://sts/?X-Amz-Signature=<removed>&X-Amz-Security-Token=<removed>',
    ],
    ['escapes of a terminal', 'a\u001b[2Jb', 'a [2Jb'],
    ['a forged line of a log', 'a\r\nforged', 'a forged'],
    ['turned reading direction', 'safe-\u202egnp.exe', 'safe- gnp.exe'],
  ])('has no %s in it', (_, text, expected) => {
    expect(withoutCredentials(text)).toBe(expected);
  });

  it('is cut to a bearable length', () => {
    expect(withoutCredentials('x'.repeat(5000))).toHaveLength(1000);
  });
});
