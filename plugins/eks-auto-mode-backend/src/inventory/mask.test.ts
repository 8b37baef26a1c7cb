// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { argumentsWithoutSecrets, keepsValue, withoutSecrets } from './mask';

describe('withoutSecrets', () => {
  it.each([
    ['export DB_PASSWORD=hunter2', 'export DB_PASSWORD=***'],
    ["API_KEY='a b'; next", 'API_KEY=***; next'],
    ['"clientSecret": "x y",', '"clientSecret": ***,'],
    ['curl --token abc https://x', 'curl --token *** https://x'],
    ['postgres://app:pw@db/shop', 'postgres://app:***@db/shop'],
    [
      '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----',
      '<private key>',
    ],
    // What rules read stays.
    [
      '/etc/eks/bootstrap.sh shop --kubelet-extra-args "--max-pods=58"',
      '/etc/eks/bootstrap.sh shop --kubelet-extra-args "--max-pods=58"',
    ],
    [
      '[settings.kubernetes]\ncluster-name = "shop"',
      '[settings.kubernetes]\ncluster-name = "shop"',
    ],
  ])('of %s leaves %s', (text, expected) => {
    expect(withoutSecrets(text)).toBe(expected);
  });

  it('masks the value of a flag that is an argument of its own', () => {
    expect(
      argumentsWithoutSecrets(['--auth-token', 'abc', '--secret', '--v', '2']),
    ).toEqual(['--auth-token', '***', '--secret', '--v', '2']);
  });
});

describe('keepsValue', () => {
  it.each([
    'AWS_REGION',
    'AWS_ROLE_ARN',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG',
    'ENABLE_POD_ENI',
    'WARM_IP_TARGET',
  ])('keeps %s', name => expect(keepsValue(name)).toBe(true));

  it.each([
    'AWS_SECRET_ACCESS_KEY',
    'AWS_ACCESS_KEY_ID',
    'AWS_SESSION_TOKEN',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN',
    'DB_PASSWORD',
    'DATABASE_URL',
  ])('drops %s', name => expect(keepsValue(name)).toBe(false));
});
