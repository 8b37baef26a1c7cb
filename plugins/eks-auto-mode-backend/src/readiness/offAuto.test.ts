// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { NodeSelectorTerm } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { parse } from 'yaml';
import { offAutoPatch, staysOffAuto } from './offAuto';
import { aDaemonSet, aPodSpec } from './testing/objects';

const KEY = 'eks.amazonaws.com/compute-type';
const withTerms = (...nodeSelectorTerms: NodeSelectorTerm[]) =>
  aPodSpec({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
      },
    },
  });
const notIn = (...values: string[]): NodeSelectorTerm => ({
  matchExpressions: [{ key: KEY, operator: 'NotIn', values }],
});
const linux: NodeSelectorTerm = {
  matchExpressions: [
    { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
  ],
};

describe('a pod stays off Auto nodes', () => {
  it.each([
    ['by nothing', aPodSpec(), false],
    ['by NotIn auto', withTerms(notIn('auto')), true],
    ['by NotIn fargate and auto', withTerms(notIn('fargate', 'auto')), true],
    ['not by NotIn fargate', withTerms(notIn('fargate')), false],
    [
      'by In fargate',
      withTerms({
        matchExpressions: [{ key: KEY, operator: 'In', values: ['fargate'] }],
      }),
      true,
    ],
    [
      'by DoesNotExist',
      withTerms({ matchExpressions: [{ key: KEY, operator: 'DoesNotExist' }] }),
      true,
    ],
    [
      'not by In auto',
      withTerms({
        matchExpressions: [{ key: KEY, operator: 'In', values: ['auto'] }],
      }),
      false,
    ],
    [
      'not where one alternative lets it on',
      withTerms(notIn('auto'), linux),
      false,
    ],
    [
      'by a selector of another type',
      aPodSpec({ nodeSelector: { [KEY]: 'hybrid' } }),
      true,
    ],
    [
      'not by a selector of auto',
      aPodSpec({ nodeSelector: { [KEY]: 'auto' } }),
      false,
    ],
  ])('%s', (_words, spec, expected) => {
    expect(staysOffAuto(spec)).toBe(expected);
  });
});

it('the patch puts the expression into every alternative that lacks it', () => {
  const { daemonSet } = aDaemonSet('agent');
  const { content } = offAutoPatch(daemonSet, withTerms(linux, notIn('auto')));
  expect(
    parse(content).spec.template.spec.affinity.nodeAffinity
      .requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms,
  ).toEqual([
    {
      matchExpressions: [
        ...(linux.matchExpressions ?? []),
        { key: KEY, operator: 'NotIn', values: ['auto'] },
      ],
    },
    notIn('auto'),
  ]);
});
