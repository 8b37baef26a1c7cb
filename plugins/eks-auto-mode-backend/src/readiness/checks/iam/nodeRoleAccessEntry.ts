// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { nameOfArn } from '../../arns';
import { shellPatch } from '../../patch';

export const nodeRoleAccessEntry = defineCheck({
  code: 'IAM-09',
  title: 'Every role of a NodeClass may join nodes',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster', 'nodeClasses', 'accessEntries'],
  why: 'EKS makes the access entry only for the role of its own node pools; nodes of another role start and never join.',
  remediation:
    'Create an access entry of type EC2 for the role and associate AmazonEKSAutoNodePolicy with it.',
  source: 'EKS User Guide, create-node-class',
  evaluate: ({ cluster, nodeClasses, accessEntries }) => {
    const builtIn =
      cluster.autoMode.nodeRoleArn && nameOfArn(cluster.autoMode.nodeRoleArn);
    return nodeClasses.flatMap(({ apiVersion, kind, metadata, spec }) => {
      const { role } = spec;
      if (
        !apiVersion.startsWith('eks.amazonaws.com/') ||
        !role ||
        role === builtIn
      )
        return [];
      const entry = accessEntries.find(
        one => nameOfArn(one.principalArn) === role,
      );
      const policyArn = `arn:${cluster.partition}:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy`;
      const associated = entry?.policies.some(
        policy => nameOfArn(policy.policyArn) === 'AmazonEKSAutoNodePolicy',
      );
      if (entry?.type === 'EC2' && associated) return [];
      const roleArn =
        entry?.principalArn ??
        `arn:${cluster.partition}:iam::${cluster.accountId}:role/${role}`;
      const place = [
        '--region',
        cluster.region,
        '--cluster-name',
        cluster.name,
        '--principal-arn',
        roleArn,
      ];
      let fault = 'has no access entry';
      if (entry) fault = 'lacks the policy for Auto nodes';
      const wrongType = entry !== undefined && entry.type !== 'EC2';
      return [
        {
          subject: { apiVersion, kind, name: metadata.name },
          message: `Nodes of this NodeClass could not join: its role ${role} ${
            wrongType ? `has an access entry of type ${entry.type}` : fault
          }.`,
          evidence: `spec.role = ${role}; access entry: ${
            entry
              ? `type ${entry.type}, AmazonEKSAutoNodePolicy ${
                  associated ? '' : 'not '
                }associated`
              : 'none'
          }`,
          patch: wrongType
            ? undefined
            : shellPatch('Let nodes of this role join', [
                ...(entry
                  ? []
                  : [
                      [
                        'aws',
                        'eks',
                        'create-access-entry',
                        ...place,
                        '--type',
                        'EC2',
                      ],
                    ]),
                [
                  'aws',
                  'eks',
                  'associate-access-policy',
                  ...place,
                  '--policy-arn',
                  policyArn,
                  '--access-scope',
                  'type=cluster',
                ],
              ]),
        },
      ];
    });
  },
});
