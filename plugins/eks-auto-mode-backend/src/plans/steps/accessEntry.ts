// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { PlanStep } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import { stepOf } from '../change';
import { nodeEntryArn, type Situation } from '../situation';

const POLICY = 'AmazonEKSAutoNodePolicy';

/**
 * The entry by which Auto nodes join. EKS makes it for the pools of its own; the step looks first
 * and creates only what is absent (EKS User Guide, create-node-class).
 */
export function accessEntry(situation: Situation): PlanStep[] {
  const { parts, nodeRole, options } = situation;
  const { cluster } = parts;
  const found = parts.accessEntries.find(
    entry => entry.principalArn === nodeRole.arn,
  );
  const associated = found?.policies.some(({ policyArn }) =>
    policyArn.endsWith(`/${POLICY}`),
  );
  if (found?.type === 'EC2' && associated) {
    return [];
  }
  const policyArn = `arn:${cluster.partition}:eks::aws:cluster-access-policy/${POLICY}`;
  const entryArn = nodeEntryArn(situation);
  const tags = options.tags ?? {};
  return [
    stepOf({
      kind: 'access-entry',
      title: 'See that Auto nodes may join',
      changes: [
        ...(found
          ? []
          : [
              {
                api: 'eks:CreateAccessEntry',
                target: nodeRole.arn,
                summary: `Access entry of type EC2 for ${nodeRole.name}, where EKS has not made it`,
                before: null,
                after: { type: 'EC2' },
                request: {
                  clusterName: cluster.name,
                  principalArn: nodeRole.arn,
                  type: 'EC2',
                  ...(Object.keys(tags).length ? { tags } : {}),
                },
              },
            ]),
        {
          api: 'eks:AssociateAccessPolicy',
          target: nodeRole.arn,
          summary: `${POLICY} for ${nodeRole.name}, where EKS has not associated it`,
          before: null,
          after: policyArn,
          request: {
            clusterName: cluster.name,
            principalArn: nodeRole.arn,
            policyArn,
            accessScope: { type: 'cluster' },
          },
        },
      ],
      iam: [
        ...(found
          ? []
          : [
              { action: 'eks:CreateAccessEntry', resources: [cluster.arn] },
              { action: 'eks:DeleteAccessEntry', resources: [entryArn] },
              ...(Object.keys(tags).length
                ? [{ action: 'eks:TagResource', resources: [entryArn] }]
                : []),
            ]),
        { action: 'eks:AssociateAccessPolicy', resources: [entryArn] },
        { action: 'eks:DisassociateAccessPolicy', resources: [entryArn] },
        { action: 'eks:DescribeAccessEntry', resources: [entryArn] },
        { action: 'eks:ListAssociatedAccessPolicies', resources: [entryArn] },
      ],
      kubernetes: [],
      undo: {
        possible: true,
        how: 'The entry is deleted where the run made it, once Auto Mode is off.',
      },
      predicted: { minSeconds: 2, maxSeconds: 60 },
    }),
  ];
}
