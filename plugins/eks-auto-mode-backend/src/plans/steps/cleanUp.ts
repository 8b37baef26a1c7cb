// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { stepOf } from '../change';
import type { Situation } from '../situation';
import { runningAutoscalers } from './quietAutoscalers';
import { admissions, ruleNeeds } from './securityGroups';

/** Add-ons that Auto nodes do without (EKS User Guide, automode). */
const REDUNDANT = [
  'coredns',
  'eks-node-monitoring-agent',
  'eks-pod-identity-agent',
  'kube-proxy',
  'vpc-cni',
];

/**
 * Takes back what only the side-by-side needed. What has become redundant beside it is named, not
 * removed: it is other people's, and while one old node lives it is needed.
 */
export function cleanUp(situation: Situation): PlanStep[] {
  const { parts, placement } = situation;
  const stays = placement.sources.some(
    source =>
      source.type !== 'auto' &&
      (placement.kept.get(source.id)?.length ?? 0) > 0,
  );
  if (stays || placement.moved.length === 0) {
    return [];
  }
  const rules = admissions(situation);
  const redundant = [
    ...parts.addons
      .map(({ name }) => name)
      .filter(name => REDUNDANT.includes(name))
      .sort()
      .map(name => `Add-on ${name} has nothing left to do`),
    ...runningAutoscalers(parts.deployments).map(
      ({ metadata }) =>
        `Deployment ${metadata.namespace}/${metadata.name} (Cluster Autoscaler) can be uninstalled`,
    ),
  ];
  if (rules.length === 0 && redundant.length === 0) {
    return [];
  }
  return [
    stepOf({
      kind: 'clean-up',
      title: 'Take back what only the old nodes needed',
      changes: rules.map(({ receiver, sender, request }) => ({
        api: 'ec2:RevokeSecurityGroupIngress',
        target: receiver,
        summary: `${receiver} no longer admits ${sender}, as before the run`,
        before: request,
        after: null,
        request,
      })),
      iam: rules.length ? ruleNeeds(situation, rules) : [],
      kubernetes: [],
      undo: { possible: true, how: 'The rules are made again.' },
      ...(redundant.length ? { notes: redundant } : {}),
      predicted: { minSeconds: 1, maxSeconds: 30 },
    }),
  ];
}
