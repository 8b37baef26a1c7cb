// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { subjectName, type DocumentFinding } from '@internal/control-plane';

/** ARNs in words that can be known beforehand: EKS and EC2 put identifiers of their own into them. */
const short: [RegExp, string][] = [
  [/^arn:[^:]*:autoscaling:.*:autoScalingGroupName\/(.+)$/, 'asg $1'],
  [/^arn:[^:]*:eks:.*:nodegroup\/[^/]+\/([^/]+)\/.+$/, 'nodegroup $1'],
  [/^arn:[^:]*:eks:.*:addon\/[^/]+\/([^/]+)\/.+$/, 'addon $1'],
  [/^arn:[^:]*:eks:.*:fargateprofile\/[^/]+\/([^/]+)\/.+$/, 'fargate $1'],
  [/^arn:[^:]*:eks:.*:cluster\/([^/]+)$/, 'cluster $1'],
  [/^arn:[^:]*:iam::\d+:role\/(?:.+\/)?([^/]+)$/, 'role $1'],
  [/^arn:[^:]*:ec2:.*:subnet\/(.+)$/, 'subnet $1'],
  [/^arn:[^:]*:kms:.*:key\/(.+)$/, 'key $1'],
  // A managed group that EKS launches by an Auto Scaling group of a name of its own.
  [/^asg eks-(.+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'asg of $1'],
];

export function shortSubject(subject: string): string {
  return short.reduce(
    (text, [pattern, words]) => text.replace(pattern, words),
    subject,
  );
}

/**
 * Findings in the words of an expectation, but those that are good to know only. Nodes have names that AWS gave,
 * so that one says how many of them: `v1 Node x3`.
 */
export function shortFindings(findings: readonly DocumentFinding[]) {
  const nodes = new Map<string, DocumentFinding[]>();
  const all: DocumentFinding[] = [];
  for (const finding of findings) {
    if (finding.severity === 'info') continue;
    const { kind } = finding.subject;
    if (kind === 'Node') {
      const key = `${finding.code} ${finding.severity} ${finding.resolvedBy}`;
      nodes.set(key, [...(nodes.get(key) ?? []), finding]);
    } else {
      all.push({
        ...finding,
        subject: { arn: shortSubject(subjectName(finding)) },
      });
    }
  }
  for (const same of nodes.values())
    all.push({ ...same[0], subject: { arn: `v1 Node x${same.length}` } });
  return all;
}

/** Words without what AWS gave names to: `instance i-* is in Auto Scaling group eks-apps-*`. */
export function withoutIds(words: string): string {
  return words
    .replace(/\bi-[0-9a-f]{8,17}\b/g, 'i-*')
    .replace(/\baws:\/\/\/\S+/g, 'aws:///*')
    .replace(
      /\beks-(\S+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
      'eks-$1-*',
    );
}
