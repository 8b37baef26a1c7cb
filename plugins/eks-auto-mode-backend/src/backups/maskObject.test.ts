// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { maskObject } from './maskObject';

const HASH = expect.stringMatching(/^hmac-sha256:[0-9a-f]{64}$/);

const pod = (env: { name: string; value?: string; valueFrom?: object }[]) => ({
  kind: 'Deployment',
  metadata: { name: 'shop' },
  spec: { template: { spec: { containers: [{ name: 'main', env }] } } },
});
const envOf = (object: unknown) =>
  (object as ReturnType<typeof pod>).spec.template.spec.containers[0].env;

describe('an object in a backup', () => {
  it.each([
    'DB_PASSWORD',
    'GITHUB_TOKEN',
    'apiKey',
    'AWS_SECRET_ACCESS_KEY',
    'oauth-client-secret',
  ])('holds the hash of the variable %s', name => {
    expect(envOf(maskObject(pod([{ name, value: 'hunter2' }]), 'k'))).toEqual([
      { name, value: HASH },
    ]);
  });

  it.each([
    ['LOG_LEVEL', 'info'],
    ['AWS_WEB_IDENTITY_TOKEN_FILE', '/var/run/token'],
    ['PASSWORD', ''],
    ['ENDPOINT', 'https://example.com:8443/a@b'],
  ])('holds the variable %s as it is', (name, value) => {
    const object = pod([{ name, value }]);
    expect(maskObject(object, 'k')).toBe(object);
  });

  it('holds the hash of a variable with a password in a URL', () => {
    const object = pod([
      { name: 'DATABASE_URL', value: 'postgres://shop:hunter2@db/shop' },
    ]);
    expect(envOf(maskObject(object, 'k'))[0].value).toEqual(HASH);
  });

  it('keeps the reference to a Secret', () => {
    const object = pod([
      { name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 's' } } },
    ]);
    expect(maskObject(object, 'k')).toBe(object);
  });

  it('holds the hash of annotations that repeat it', () => {
    const object = {
      ...pod([]),
      metadata: {
        name: 'shop',
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': '{"hunter2":1}',
          keep: 'this',
        },
      },
    };
    const masked = maskObject(object, 'k');
    expect(masked).toMatchObject({
      metadata: {
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': HASH,
          keep: 'this',
        },
      },
    });
    expect(object.metadata.annotations).not.toEqual(HASH);
  });

  it('is masked in custom resources too, and differs under another key', () => {
    const object = {
      kind: 'Job',
      spec: { steps: [[{ env: [{ name: 'TOKEN', value: 'hunter2' }] }]] },
    };
    const text = JSON.stringify(maskObject(object, 'k'));
    expect(text).not.toContain('hunter2');
    expect(text).not.toBe(JSON.stringify(maskObject(object, 'other')));
    expect(text).toBe(JSON.stringify(maskObject(object, 'k')));
  });
});
