// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { nameOfArn } from '../../arns';
import { imageOf } from '../../images';
import { launchTemplateOf } from '../../launchTemplates';
import { subjectOf } from '../../workloads';

const AGENTS = /(amazon-)?ssm-agent|inspector/;

export const nodeAccess = defineCheck({
  code: 'NG-06',
  title: 'Nobody logs in to nodes',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['nodegroups', 'launchTemplates', 'sourceNodeRoles', 'daemonSets'],
  why: 'Auto nodes have neither SSH nor Systems Manager.',
  remediation:
    'Use kubectl debug and NodeDiagnostic instead, and drop the agents.',
  source: 'EKS User Guide, auto-troubleshoot',
  evaluate: ({ nodegroups, launchTemplates, sourceNodeRoles, daemonSets }) => {
    const managed = new Set(
      sourceNodeRoles
        .filter(role =>
          role.attachedPolicies.some(
            policy => nameOfArn(policy.arn) === 'AmazonSSMManagedInstanceCore',
          ),
        )
        .map(role => role.arn),
    );
    const groups = nodegroups.flatMap((group): FindingDraft[] => {
      const template = launchTemplateOf(group, launchTemplates);
      const ways = [
        ...(group.remoteAccess?.ec2SshKey
          ? [`remoteAccess.ec2SshKey = ${group.remoteAccess.ec2SshKey}`]
          : []),
        ...(template?.keyName
          ? [`launch template KeyName = ${template.keyName}`]
          : []),
        ...(managed.has(group.nodeRoleArn)
          ? ['AmazonSSMManagedInstanceCore on the node role']
          : []),
        ...(AGENTS.test(template?.userData ?? '')
          ? ['an agent in the user data']
          : []),
      ];
      if (ways.length === 0) return [];
      return [
        {
          subject: { arn: group.arn },
          message: `People or agents log in to nodes of ${group.name}, which they cannot on Auto nodes.`,
          evidence: ways.join('; '),
        },
      ];
    });
    const agents = daemonSets
      .filter(
        ({ metadata, spec }) =>
          AGENTS.test(metadata.name) ||
          spec.template.spec.containers.some(container =>
            AGENTS.test(imageOf(container).name),
          ),
      )
      .map(daemonSet => ({
        subject: subjectOf(daemonSet),
        message:
          'This agent works on nodes in a way that Auto nodes do not allow.',
        evidence: `DaemonSet ${daemonSet.metadata.name}`,
      }));
    return [...groups, ...agents];
  },
});
