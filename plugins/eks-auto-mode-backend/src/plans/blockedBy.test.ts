// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type {
  Finding,
  Subject,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import type { InventoryParts } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { healthyParts } from '../readiness/testing/inventory';
import { aDeployment } from '../readiness/testing/objects';
import { subjectOf } from '../readiness/workloads';
import { plan } from './plan';
import { planInput } from './testing/untouched';

const checkout: Subject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'shop',
  name: 'checkout',
};

const finding = (subject: Subject, more: Partial<Finding> = {}): Finding => ({
  code: 'WL-01',
  severity: 'blocker',
  resolvedBy: 'owner',
  subject,
  message: 'blocks',
  evidence: 'because',
  ...more,
});

const codes = (
  findings: Finding[],
  more: Partial<Parameters<typeof planInput>[1]> = {},
  parts: InventoryParts = healthyParts(),
) =>
  plan(planInput(parts, { findings, ...more })).blockedBy.map(
    ({ code }) => code,
  );

describe('what blocks a plan', () => {
  it('is a blocker that the plan does not mend', () => {
    expect(
      plan(planInput(healthyParts(), { findings: [finding(checkout)] }))
        .blockedBy,
    ).toEqual([
      {
        code: 'WL-01',
        subjectKey: 'apps/v1/Deployment/shop/checkout',
        message: 'Deployment shop/checkout: blocks',
      },
    ]);
  });

  it.each<[string, Partial<Finding>]>([
    ['a warning', { severity: 'warning' }],
    ['what could not be read', { severity: 'unknown' }],
    ['what the plan mends', { resolvedBy: 'plan' }],
  ])('is not %s', (_name, more) => {
    expect(codes([finding(checkout, more)])).toEqual([]);
  });

  it('is not an accepted one, and only that', () => {
    const exceptions = [
      { code: 'WL-01', subjectKey: 'apps/v1/Deployment/shop/checkout' },
    ];
    expect(
      codes([finding(checkout), finding(checkout, { code: 'WL-02' })], {
        exceptions,
      }),
    ).toEqual(['WL-02']);
  });

  it.each<[string, Subject]>([
    ['workload', checkout],
    [
      'pod',
      {
        apiVersion: 'v1',
        kind: 'Pod',
        namespace: 'shop',
        name: 'checkout-5d4f-0',
      },
    ],
    [
      'budget',
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        namespace: 'shop',
        name: 'checkout',
      },
    ],
    [
      'node',
      { apiVersion: 'v1', kind: 'Node', name: 'ip-10-0-1-10.ec2.internal' },
    ],
    [
      'group',
      { arn: 'arn:aws:eks:us-east-1:111122223333:nodegroup/shop/general/1' },
    ],
    [
      'claim',
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace: 'shop',
        name: 'data',
      },
    ],
  ])('is not about a %s of a source that is kept', (_name, subject) => {
    expect(
      codes([finding(subject)], { options: { keep: ['managed:general'] } }),
    ).toEqual([]);
  });

  it('is about what concerns the whole cluster, whatever is kept', () => {
    expect(
      codes([finding({ arn: healthyParts().cluster.arn })], {
        options: { keep: ['managed:general'] },
      }),
    ).toEqual(['WL-01']);
  });

  it('is about a workload that would be Pending when it starts', () => {
    const idle = aDeployment('nightly', { replicas: 0 });
    const parts = healthyParts();
    parts.deployments.push(idle.deployment);
    expect(
      codes([finding({ ...checkout, name: 'nightly' })], {}, parts),
    ).toEqual(['WL-01']);
  });

  it('is a node that nobody can attribute', () => {
    const parts = healthyParts();
    parts.nodes[0].metadata.labels = {
      ...parts.nodes[0].metadata.labels,
      'eks.amazonaws.com/nodegroup': 'other',
    };
    expect(codes([], {}, parts)).toEqual(['NG-14']);
  });

  it('is a second provisioner that runs, while pods are to be moved', () => {
    const parts = healthyParts();
    parts.deployments.push(
      aDeployment('karpenter', { namespace: 'karpenter' }).deployment,
    );
    expect(codes([], {}, parts)).toEqual(['ADD-16']);
    expect(
      codes([], { options: { keep: ['managed:general'] } }, parts),
    ).toEqual([]);
  });

  it('tells of a provisioner once, and not where somebody accepted that it runs or nothing moves', () => {
    const parts = healthyParts();
    const { deployment } = aDeployment('karpenter', { namespace: 'karpenter' });
    parts.deployments.push(deployment);
    const runs = finding(subjectOf(deployment), { code: 'ADD-16' });
    expect(codes([runs], {}, parts)).toEqual(['ADD-16']);
    const exceptions = [
      { code: 'ADD-16', subjectKey: 'apps/v1/Deployment/karpenter/karpenter' },
    ];
    expect(codes([runs], { exceptions }, parts)).toEqual([]);
    expect(
      codes([runs], { options: { keep: ['managed:general'] } }, parts),
    ).toEqual([]);
  });

  it('is an add-on for which EKS offers no version that will do', () => {
    const parts = healthyParts();
    const cni = parts.addons.find(({ name }) => name === 'vpc-cni');
    if (cni) {
      cni.version = 'v1.18.0-eksbuild.1';
      cni.compatibleVersions = ['v1.18.0-eksbuild.1'];
    }
    expect(codes([], {}, parts)).toEqual(['ADD-01']);
    const stuck = finding({ arn: cni?.arn ?? '' }, { code: 'ADD-01' });
    const exceptions = [{ code: 'ADD-01', subjectKey: cni?.arn ?? '' }];
    expect(codes([stuck], { exceptions }, parts)).toEqual(['ADD-01']);
  });
});
