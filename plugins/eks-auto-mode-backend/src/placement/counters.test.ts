// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Pod } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { ENOUGH, PodCounters, type PodQuestion } from './counters';

function aPod(
  name: string,
  labels?: Record<string, string>,
  namespace: string | undefined = 'shop',
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, ...(labels ? { labels } : {}) },
    spec: { containers: [] },
    status: {},
  };
}

const web = { app: 'web' };

function question(more: Partial<PodQuestion> = {}): PodQuestion {
  return {
    signature: 'web',
    namespace: 'shop',
    selector: { matchLabels: web },
    matches: pod => pod.metadata.labels?.app === 'web',
    ...more,
  };
}

const said = (counters: PodCounters, asked: PodQuestion) =>
  Object.fromEntries(counters.counter(asked).byNode);

describe('pods counted by node', () => {
  it('counts those that stood there before it was asked, and those that came after', () => {
    const counters = new PodCounters();
    counters.changed(aPod('a', web), 'one', 1);
    counters.changed(aPod('b', web), 'one', 1);
    expect(said(counters, question())).toEqual({ one: 2 });
    counters.changed(aPod('c', web), 'two', 1);
    expect(said(counters, question())).toEqual({ one: 2, two: 1 });
  });

  it('counts a pod no longer that was taken away, and names no node without one', () => {
    const counters = new PodCounters();
    const pod = aPod('a', web);
    counters.changed(pod, 'one', 1);
    expect(said(counters, question())).toEqual({ one: 1 });
    counters.changed(pod, 'one', -1);
    expect(said(counters, question())).toEqual({});
    expect(said(counters, question({ signature: 'asked later' }))).toEqual({});
  });

  it('still counts the others when one of them was taken away before it was asked', () => {
    const counters = new PodCounters();
    const pod = aPod('a', web);
    counters.changed(pod, 'one', 1);
    counters.changed(aPod('b', web), 'two', 1);
    counters.changed(pod, 'one', -1);
    expect(said(counters, question())).toEqual({ two: 1 });
  });

  it('counts a pod on the node to which it went', () => {
    const counters = new PodCounters();
    const pod = aPod('a', web);
    counters.changed(pod, 'one', 1);
    counters.changed(pod, 'one', -1);
    counters.changed(pod, 'two', 1);
    expect(said(counters, question())).toEqual({ two: 1 });
  });

  it('counts those of one namespace, or of all', () => {
    const counters = new PodCounters();
    counters.changed(aPod('a', web), 'one', 1);
    counters.changed(aPod('b', web, 'other'), 'one', 1);
    const everywhere = question({ signature: 'all', namespace: undefined });
    expect(said(counters, question())).toEqual({ one: 1 });
    expect(said(counters, everywhere)).toEqual({ one: 2 });
    counters.changed(aPod('c', web, 'other'), 'two', 1);
    expect(said(counters, question())).toEqual({ one: 1 });
    expect(said(counters, everywhere)).toEqual({ one: 2, two: 1 });
  });

  it.each<[string, Partial<PodQuestion>]>([
    ['no selector', { selector: undefined }],
    ['a selector of expressions alone', { selector: {} }],
    ['a selector without a label', { selector: { matchLabels: {} } }],
  ])('asks every pod of the namespace where there is %s', (_, more) => {
    const counters = new PodCounters();
    counters.changed(aPod('a', web), 'one', 1);
    counters.changed(aPod('b'), 'one', 1);
    const asked = question({ ...more, matches: () => true });
    expect(said(counters, asked)).toEqual({ one: 2 });
    counters.changed(aPod('c'), 'two', 1);
    expect(said(counters, asked)).toEqual({ one: 2, two: 1 });
  });

  it('asks only pods with the label that all that match carry', () => {
    const counters = new PodCounters();
    const matches = jest.fn(() => true);
    counters.changed(aPod('before', { app: 'shop' }), 'one', 1);
    expect(said(counters, question({ matches }))).toEqual({});
    counters.changed(aPod('after', { app: 'shop' }), 'one', 1);
    expect(matches).not.toHaveBeenCalled();
    counters.changed(aPod('match', { ...web, tier: 'front' }), 'one', 1);
    expect(said(counters, question({ matches }))).toEqual({ one: 1 });
  });

  it('keeps several questions about the same pods apart', () => {
    const counters = new PodCounters();
    const front = question({
      signature: 'front',
      matches: ({ metadata: { labels } }) => labels?.tier === 'front',
    });
    expect(said(counters, question())).toEqual({});
    expect(said(counters, front)).toEqual({});
    counters.changed(aPod('a', web), 'one', 1);
    counters.changed(aPod('b', { ...web, tier: 'front' }), 'one', 1);
    expect(said(counters, question())).toEqual({ one: 2 });
    expect(said(counters, front)).toEqual({ one: 1 });
  });

  it('counts once for a question that is asked again', () => {
    const counters = new PodCounters();
    const first = counters.counter(question());
    expect(counters.counter(question())).toBe(first);
  });

  it('counts anew once it was told to forget', () => {
    const counters = new PodCounters();
    counters.changed(aPod('a', web), 'one', 1);
    expect(said(counters, question())).toEqual({ one: 1 });
    counters.forget();
    const nobody = question({ matches: () => false });
    expect(said(counters, nobody)).toEqual({});
    counters.changed(aPod('b', web), 'one', 1);
    expect(said(counters, nobody)).toEqual({});
  });

  it('keeps just so many questions, and counts right beyond them', () => {
    const counters = new PodCounters();
    counters.changed(aPod('a', web), 'one', 1);
    const first = counters.counter(question());
    const ask = (index: number) =>
      counters.counter(question({ signature: `number ${index}` }));
    for (let index = 1; index < ENOUGH; index++) ask(index);
    expect(counters.counter(question())).toBe(first);
    ask(ENOUGH);
    const again = counters.counter(question());
    expect(again).not.toBe(first);
    counters.changed(aPod('b', web), 'one', 1);
    expect(again.byNode.get('one')).toBe(2);
  });
});
