// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { JsonObject } from '@backstage/types';
import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { ec2Arn } from '../../readiness/arns';
import { closedTraffic } from '../../readiness/checks/network/nodeTraffic';
import { stepOf } from '../change';
import type { Situation } from '../situation';

/** One rule: `receiver` admits everything from `sender`. */
export interface Admission {
  receiver: string;
  sender: string;
  /** As in the request of Authorize- and RevokeSecurityGroupIngress. */
  request: JsonObject;
}

/** The rules by which old and Auto nodes reach each other while they stand side by side (NET-20). */
export function admissions({ parts }: Situation): Admission[] {
  const pairs = new Map<string, Admission>();
  const admit = (receiver: string, sender: string) =>
    pairs.set(`${receiver} ${sender}`, {
      receiver,
      sender,
      request: {
        GroupId: receiver,
        IpPermissions: [
          { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: sender }] },
        ],
      },
    });
  for (const { own, clusterGroup, toOld, toAuto } of closedTraffic(parts)) {
    if (toOld.length) {
      admit(own, clusterGroup);
    }
    if (toAuto.length) {
      admit(clusterGroup, own);
    }
  }
  return [...pairs.keys()].sort().flatMap(key => pairs.get(key) ?? []);
}

/** What making and taking away rules asks for: each is the other's way back. */
export function ruleNeeds(
  { parts }: Situation,
  rules: readonly Admission[],
): PlanStep['iam'] {
  const resources = [
    ...new Set(
      rules.map(({ receiver }) =>
        ec2Arn(parts.cluster, 'security-group', receiver),
      ),
    ),
  ];
  return [
    { action: 'ec2:AuthorizeSecurityGroupIngress', resources },
    { action: 'ec2:RevokeSecurityGroupIngress', resources },
    { action: 'ec2:DescribeSecurityGroups', resources: ['*'] },
  ];
}

/** Opens the groups of old and Auto nodes to each other. */
export function securityGroups(situation: Situation): PlanStep[] {
  const rules = admissions(situation);
  if (rules.length === 0) {
    return [];
  }
  return [
    stepOf({
      kind: 'security-groups',
      title: 'Let old and Auto nodes reach each other',
      changes: rules.map(({ receiver, sender, request }) => ({
        api: 'ec2:AuthorizeSecurityGroupIngress',
        target: receiver,
        summary: `${receiver} admits all traffic from ${sender} until the old nodes are retired`,
        before: null,
        after: request,
        request,
      })),
      iam: ruleNeeds(situation, rules),
      kubernetes: [],
      undo: {
        possible: true,
        how: 'The rules that it made are revoked, once no Auto node is left.',
      },
      predicted: { minSeconds: 2, maxSeconds: 30 },
    }),
  ];
}
