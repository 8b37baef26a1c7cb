// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { actsOf, merged } from './mend';

describe('a patch that a page shows', () => {
  it('is a fragment to merge', () => {
    expect(
      actsOf(`# kubectl patch …
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: api, namespace: shop}
spec: {maxUnavailable: 1}
`),
    ).toEqual([
      {
        do: 'patch',
        object: {
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          namespace: 'shop',
          name: 'api',
        },
        change: expect.objectContaining({ spec: { maxUnavailable: 1 } }),
      },
    ]);
  });

  it('may hold several, of objects without a namespace too', () => {
    const volume = (name: string) =>
      `apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: ${name}}\n`;
    expect(
      actsOf(`${volume('a')}---\n${volume('b')}`).map(act => act.object),
    ).toEqual([
      { apiVersion: 'v1', kind: 'PersistentVolume', name: 'a' },
      { apiVersion: 'v1', kind: 'PersistentVolume', name: 'b' },
    ]);
  });

  it('is a command', () => {
    expect(actsOf('kubectl --namespace=shop delete pod bare\n')).toEqual([
      {
        do: 'delete',
        object: {
          apiVersion: 'v1',
          kind: 'Pod',
          namespace: 'shop',
          name: 'bare',
        },
      },
    ]);
  });

  it('is a command that merges', () => {
    expect(
      actsOf(
        `kubectl patch persistentvolume/a --type=merge '--patch={"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'\n`,
      ),
    ).toEqual([
      {
        do: 'patch',
        object: { apiVersion: 'v1', kind: 'PersistentVolume', name: 'a' },
        change: { spec: { persistentVolumeReclaimPolicy: 'Retain' } },
      },
    ]);
  });

  it.each([
    'kubectl --namespace=shop delete pod bare --force',
    'kubectl --namespace=shop edit pod bare',
    'kubectl delete pod bare',
    'kubectl --namespace=shop delete secret bare',
    `kubectl patch secret/a --type=merge '--patch={}'`,
    `kubectl patch pod/a --type=json '--patch=[]'`,
  ])('that nobody knows how to run fails: %s', line => {
    expect(() => actsOf(line)).toThrow('Nobody here knows');
  });
});

it('merges as RFC 7396 says', () => {
  expect(
    merged(
      { a: { b: 1, c: 2 }, d: [1], e: 1 },
      { a: { b: null, x: 1 }, d: [2], f: { g: null } },
    ),
  ).toEqual({ a: { c: 2, x: 1 }, d: [2], e: 1, f: {} });
});
