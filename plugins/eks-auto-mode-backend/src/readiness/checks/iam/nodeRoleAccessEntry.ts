// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Subject } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-common';
import {
  defineCheck,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { nameOfArn } from '../../arns';
import { shellPatch } from '../../patch';
import { subjectOf } from '../../workloads';

export const nodeRoleAccessEntry = defineCheck({
  code: 'IAM-09',
  title: 'Every role of a NodeClass may join nodes',
  severity: 'blocker',
  resolvedBy: 'platform',
  reads: ['cluster', 'nodeClasses', 'instanceProfiles', 'accessEntries'],
  why: 'EKS makes the access entry only for the role of its own node pools; nodes of another role start and never join.',
  remediation:
    'Create an access entry of type EC2 for the role and associate AmazonEKSAutoNodePolicy with it.',
  source: 'EKS User Guide, create-node-class',
  evaluate: ({ cluster, nodeClasses, instanceProfiles, accessEntries }) => {
    const builtIn =
      cluster.autoMode.nodeRoleArn && nameOfArn(cluster.autoMode.nodeRoleArn);
    return nodeClasses.flatMap((nodeClass): FindingDraft[] => {
      if (!nodeClass.apiVersion.startsWith('eks.amazonaws.com/')) return [];
      const { role: named, instanceProfile } = nodeClass.spec;
      if (!named && !instanceProfile) return [];
      const roleArn = named
        ? `arn:${cluster.partition}:iam::${cluster.accountId}:role/${named}`
        : instanceProfiles.find(({ arn }) => nameOfArn(arn) === instanceProfile)
            ?.roleArn;
      const subject = subjectOf(nodeClass);
      if (!roleArn) return [unresolved(subject, instanceProfile)];
      const role = nameOfArn(roleArn);
      if (role === builtIn) return [];
      const entry = accessEntries.find(
        one => nameOfArn(one.principalArn) === role,
      );
      const policyArn = `arn:${cluster.partition}:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy`;
      const associated = entry?.policies.some(
        policy => nameOfArn(policy.policyArn) === 'AmazonEKSAutoNodePolicy',
      );
      if (entry?.type === 'EC2' && associated) return [];
      const place = [
        '--region',
        cluster.region,
        '--cluster-name',
        cluster.name,
        '--principal-arn',
        entry?.principalArn ?? roleArn,
      ];
      let fault = 'has no access entry';
      if (entry) fault = 'lacks the policy for Auto nodes';
      const wrongType = entry !== undefined && entry.type !== 'EC2';
      return [
        {
          subject,
          message: `Nodes of this NodeClass could not join: its role ${role} ${
            wrongType ? `has an access entry of type ${entry.type}` : fault
          }.`,
          evidence: `${
            named
              ? `spec.role = ${role}`
              : `spec.instanceProfile = ${instanceProfile}, of role ${role}`
          }; access entry: ${
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

function unresolved(subject: Subject, instanceProfile = ''): FindingDraft {
  return {
    subject,
    severity: 'unknown',
    message: `Nobody knows whether nodes of this NodeClass could join: the role behind its instance profile ${instanceProfile} was not read.`,
    evidence: `spec.instanceProfile = ${instanceProfile}`,
    remedy: `Look whether the instance profile exists and has a role (aws iam get-instance-profile --instance-profile-name ${instanceProfile}), allow iam:GetInstanceProfile to the assess role, then refresh.`,
  };
}
