// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject, JsonValue } from '@backstage/types';
import { contains, parseTarget, reversePatch } from './kubernetesObject';

describe('contains', () => {
  it.each<[string, JsonValue, JsonValue, boolean]>([
    ['what the server added is no difference', { a: 1, b: 2 }, { a: 1 }, true],
    ['another value is one', { a: 1 }, { a: 2 }, false],
    ['null means absent', { a: 1 }, { b: null }, true],
    ['null where there is something', { b: 1 }, { b: null }, false],
    [
      'admission may add to lists',
      { l: [{ k: 1, d: 0 }, 2] },
      { l: [{ k: 1 }] },
      true,
    ],
    ['a missing item', { l: [1] }, { l: [1, 2] }, false],
    ['an empty list that was dropped', {}, { l: [] }, true],
  ])('%s', (_, live, wanted, expected) => {
    expect(contains(live, wanted)).toBe(expected);
  });
});

describe('reversePatch', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    [
      'puts a value back',
      { spec: { replicas: 2, x: 1 } },
      { spec: { replicas: 0 } },
      { spec: { replicas: 2 } },
    ],
    ['takes away what was not there', {}, { spec: { a: 1 } }, { spec: null }],
    [
      'takes away a field beside others',
      { spec: { b: 1 } },
      { spec: { a: 1 } },
      { spec: { a: null } },
    ],
    [
      'puts a list back whole',
      { l: [{ nodes: '0' }] },
      { l: [{ nodes: '10%' }] },
      { l: [{ nodes: '0' }] },
    ],
  ])('%s', (_, live, patch, expected) => {
    expect(reversePatch(live, patch)).toEqual(expected);
  });
});

describe('parseTarget', () => {
  it('finds type, namespace and name', () => {
    expect(parseTarget('apps/v1/Deployment/kube-system/ca')).toMatchObject({
      type: { plural: 'deployments' },
      ref: { namespace: 'kube-system', name: 'ca' },
    });
    expect(parseTarget('karpenter.sh/v1/NodePool//blue')).toMatchObject({
      type: { plural: 'nodepools' },
      ref: { name: 'blue' },
    });
  });

  it('refuses a type that no plan may change', () => {
    expect(() => parseTarget('x/v1/Thing//a')).toThrow(/may change/);
  });
});
