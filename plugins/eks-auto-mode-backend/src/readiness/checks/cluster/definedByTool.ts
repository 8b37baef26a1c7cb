// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { listOf } from '../../text';

const BY_KEY: [RegExp, string][] = [
  [/^alpha\.eksctl\.io\//, 'eksctl'],
  [/^aws-cdk:|^aws:cdk:/, 'CDK'],
  [/^aws:cloudformation:/, 'CloudFormation'],
  [/^pulumi/i, 'Pulumi'],
  [/^crossplane/i, 'Crossplane'],
  [/^terraform/i, 'Terraform'],
];
const NAMING =
  /^(managed[-_ ]?by|provisioned[-_ ]?by|provisioner|created[-_ ]?(by|with)|iac|tool)$/i;
const BY_VALUE: [RegExp, string][] = [
  [/terraform|terragrunt|opentofu|atlantis/i, 'Terraform'],
  [/pulumi/i, 'Pulumi'],
  [/crossplane/i, 'Crossplane'],
  [/eksctl/i, 'eksctl'],
  [/\bcdk\b/i, 'CDK'],
  [/cloudformation/i, 'CloudFormation'],
];

/** Tools that the tags of a resource give away as its definition's owner, with the tag. */
export function definersOf(
  tags: Record<string, string>,
): { tool: string; tag: string }[] {
  const found: { tool: string; tag: string }[] = [];
  for (const [key, value] of Object.entries(tags)) {
    const tool =
      BY_KEY.find(([pattern]) => pattern.test(key))?.[1] ??
      (NAMING.test(key)
        ? BY_VALUE.find(([pattern]) => pattern.test(value))?.[1]
        : undefined);
    if (tool) found.push({ tool, tag: `${key}=${value}` });
  }
  return found;
}

export const definedByTool = defineCheck({
  code: 'CL-18',
  title: 'The cluster’s definition lies with no tool',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster'],
  why: 'The next run of the tool that defines the cluster would switch Auto Mode off again, or replace the cluster.',
  remediation:
    'Make the same change in the definition, in step with the migration: the plan prints the edit and waits for you.',
  source:
    'terraform-aws-modules/terraform-aws-eks issues 3266, 3535; inference',
  evaluate: ({ cluster }) => {
    const found = definersOf(cluster.tags);
    if (found.length === 0) return [];
    return [
      {
        subject: { arn: cluster.arn },
        message: `The cluster is defined by ${listOf(
          found.map(one => one.tool),
        )}, which would undo a change made behind its back.`,
        evidence: `tags ${listOf(found.map(one => one.tag))}`,
      },
    ];
  },
});
