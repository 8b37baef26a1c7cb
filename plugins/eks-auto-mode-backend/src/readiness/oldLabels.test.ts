// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  NodeSelectorTerm,
  PodSpec,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { parse } from 'yaml';
import {
  labelsAsked,
  oldLabelsPatch,
  successorOf,
  withoutOldLabels,
} from './oldLabels';
import { aDeployment, aPodSpec } from './testing/objects';
import { workloadsOf } from './workloads';

const withTerms = (
  ...nodeSelectorTerms: NodeSelectorTerm[]
): Partial<PodSpec> => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
    },
  },
});
const within = (key: string, ...values: string[]) => ({
  key,
  operator: 'In' as const,
  values,
});
const terms = (spec: PodSpec) =>
  spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    ?.nodeSelectorTerms;

describe('the label map', () => {
  it.each([
    ['karpenter.k8s.aws/instance-family', 'eks.amazonaws.com/instance-family'],
    [
      'karpenter.k8s.aws/instance-gpu-count',
      'eks.amazonaws.com/instance-gpu-count',
    ],
    ['karpenter.k8s.aws/instance-capability-flex', undefined],
    ['karpenter.k8s.aws/ec2nodeclass', undefined],
    ['eks.amazonaws.com/capacityType', 'karpenter.sh/capacity-type'],
    ['eks.amazonaws.com/nodegroup', undefined],
    ['karpenter.sh/nodepool', undefined],
  ])('%s becomes %s', (key, expected) => {
    expect(successorOf(key)).toBe(expected);
  });
});

it('the labels asked for are those that have to be there', () => {
  const spec = aPodSpec({
    nodeSelector: { a: '1' },
    ...withTerms(
      {
        matchExpressions: [
          within('b', '1'),
          { key: 'c', operator: 'NotIn', values: ['1'] },
        ],
      },
      {
        matchExpressions: [
          { key: 'd', operator: 'Exists' },
          { key: 'e', operator: 'DoesNotExist' },
        ],
      },
      { matchFields: [within('metadata.name', 'n')] },
    ),
  });
  expect(labelsAsked(spec)).toEqual(['a', 'b', 'd', 'kubernetes.io/hostname']);
});

describe('a spec without old labels', () => {
  it('keeps its other selectors', () => {
    const fresh = withoutOldLabels(
      aPodSpec({
        nodeSelector: { 'eks.amazonaws.com/nodegroup': 'x', team: 'a' },
      }),
    );
    expect(fresh.nodeSelector).toEqual({ team: 'a' });
    expect(terms(fresh)).toBeUndefined();
  });

  it('asks for the capacity type in both ways', () => {
    const fresh = withoutOldLabels(
      aPodSpec({ nodeSelector: { 'eks.amazonaws.com/capacityType': 'SPOT' } }),
    );
    expect(fresh.nodeSelector).toEqual({});
    expect(terms(fresh)).toEqual([
      { matchExpressions: [within('eks.amazonaws.com/capacityType', 'SPOT')] },
      { matchExpressions: [within('karpenter.sh/capacity-type', 'spot')] },
    ]);
  });

  it('changes every alternative, and leaves others alone', () => {
    const fresh = withoutOldLabels(
      aPodSpec(
        withTerms(
          {
            matchExpressions: [
              within('karpenter.k8s.aws/instance-family', 'm6i'),
              within('team', 'a'),
            ],
          },
          { matchExpressions: [within('team', 'b')] },
        ),
      ),
    );
    expect(terms(fresh)).toEqual([
      {
        matchExpressions: [
          within('team', 'a'),
          within('karpenter.k8s.aws/instance-family', 'm6i'),
        ],
      },
      {
        matchExpressions: [
          within('team', 'a'),
          within('eks.amazonaws.com/instance-family', 'm6i'),
        ],
      },
      { matchExpressions: [within('team', 'b')] },
    ]);
  });

  it('asks for nothing where an alternative asks for nothing else', () => {
    const fresh = withoutOldLabels(
      aPodSpec(
        withTerms(
          { matchExpressions: [within('eks.amazonaws.com/nodegroup', 'x')] },
          { matchExpressions: [within('team', 'b')] },
        ),
      ),
    );
    expect(terms(fresh)).toBeUndefined();
  });

  it('keeps what an Auto node satisfies by not having the label', () => {
    const not = {
      matchExpressions: [
        {
          key: 'eks.amazonaws.com/nodegroup',
          operator: 'NotIn' as const,
          values: ['x'],
        },
      ],
    };
    expect(terms(withoutOldLabels(aPodSpec(withTerms(not))))).toEqual([not]);
  });

  it('spreads over the new name of a label, and over hosts as before', () => {
    const by = (topologyKey: string) => ({
      maxSkew: 1,
      whenUnsatisfiable: 'DoNotSchedule' as const,
      topologyKey,
    });
    const fresh = withoutOldLabels(
      aPodSpec({
        topologySpreadConstraints: [
          by('karpenter.k8s.aws/instance-family'),
          by('karpenter.k8s.aws/ec2nodeclass'),
          by('kubernetes.io/hostname'),
        ],
      }),
    );
    expect(fresh.topologySpreadConstraints).toEqual([
      by('eks.amazonaws.com/instance-family'),
      by('kubernetes.io/hostname'),
    ]);
  });
});

it('the patch is a merge patch of the pod template', () => {
  const { deployment } = aDeployment('web', {
    spec: {
      nodeSelector: { 'alpha.eksctl.io/nodegroup-name': 'x', team: 'a' },
    },
  });
  const [workload] = workloadsOf({
    pods: [],
    deployments: [deployment],
    replicaSets: [],
    statefulSets: [],
    daemonSets: [],
    jobs: [],
    cronJobs: [],
  });
  expect(parse(oldLabelsPatch(workload)?.content ?? '')).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      template: {
        spec: { nodeSelector: { 'alpha.eksctl.io/nodegroup-name': null } },
      },
    },
  });
  expect(
    oldLabelsPatch({ ...workload, templatePath: undefined }),
  ).toBeUndefined();
});
