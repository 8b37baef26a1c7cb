// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
  type InstanceProfile,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { nameOfArn } from '../../arns';
import { imageOf } from '../../images';
import {
  launchingGroups,
  launchParts,
  type LaunchingGroup,
} from '../../launchTemplates';
import { subjectOf } from '../../workloads';

const AGENTS = /(amazon-)?ssm-agent|inspector/;

/** A template names its profile by ARN or by name. */
function roleOf(
  { nodegroup, template }: LaunchingGroup,
  profiles: readonly InstanceProfile[],
): string | undefined {
  if (nodegroup) return nodegroup.nodeRoleArn;
  const wanted = nameOfArn(template?.instanceProfile ?? '');
  return profiles.find(({ arn }) => nameOfArn(arn) === wanted)?.roleArn;
}

export const nodeAccess = defineCheck({
  code: 'NG-06',
  title: 'Nobody logs in to nodes',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: [...launchParts, 'instanceProfiles', 'sourceNodeRoles', 'daemonSets'],
  unreadAs: { daemonSets: [] },
  why: 'Auto nodes have neither SSH nor Systems Manager.',
  remediation:
    'Use kubectl debug and NodeDiagnostic instead, and drop the agents.',
  source: 'EKS User Guide, auto-troubleshoot',
  evaluate: parts => {
    const { sourceNodeRoles, instanceProfiles, daemonSets } = parts;
    const managed = new Set(
      sourceNodeRoles
        .filter(role =>
          role.attachedPolicies.some(
            policy => nameOfArn(policy.arn) === 'AmazonSSMManagedInstanceCore',
          ),
        )
        .map(role => role.arn),
    );
    const groups = launchingGroups(parts).flatMap((group): FindingDraft[] => {
      const { arn, words, nodegroup, template, from } = group;
      const role = roleOf(group, instanceProfiles);
      const ways = [
        ...(nodegroup?.remoteAccess?.ec2SshKey
          ? [`remoteAccess.ec2SshKey = ${nodegroup.remoteAccess.ec2SshKey}`]
          : []),
        ...(template?.keyName ? [`${from} KeyName = ${template.keyName}`] : []),
        ...(role !== undefined && managed.has(role)
          ? ['AmazonSSMManagedInstanceCore on the node role']
          : []),
        ...(AGENTS.test(template?.userData ?? '')
          ? ['an agent in the user data']
          : []),
      ];
      if (ways.length === 0) return [];
      return [
        {
          subject: { arn },
          message: `People or agents log in to nodes of the ${words}, which they cannot on Auto nodes.`,
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
