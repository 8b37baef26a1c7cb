// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import {
  defineCheck,
  type FindingDraft,
} from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { findSources, sourceParts } from '../../../placement';
import { isHybridNode } from '../../nodes';
import { count, listOf } from '../../text';
import { subjectOf } from '../../workloads';

export const otherNodes = defineCheck({
  code: 'NG-14',
  title: 'Every node belongs to a managed group',
  severity: 'warning',
  mayBlock: true,
  resolvedBy: 'platform',
  reads: sourceParts,
  why: 'AWS documents no way for self-managed nodes; who owns them, and what starts them again, has to be known before they are drained.',
  remediation:
    'Find the stack or person that owns them. Label and group of a node have to agree before it is touched.',
  source: 'EKS User Guide, migrate-auto; inference',
  evaluate: parts => {
    const { sources, disputes } = findSources(parts);
    const nodeByName = new Map(
      parts.nodes.map(node => [node.metadata.name, node]),
    );
    return [
      ...sources.flatMap((source): FindingDraft[] => {
        const nodes = source.nodes.filter(node => !isHybridNode(node));
        if (nodes.length === 0) return [];
        if (source.type === 'auto-scaling-group') {
          return [
            {
              subject: { arn: source.groups[0]?.arn ?? source.id },
              message: `${count(
                nodes.length,
                'node',
              )} of this Auto Scaling group ${
                nodes.length === 1 ? 'is' : 'are'
              } managed by nobody that AWS has a procedure for.`,
              evidence: `nodes ${listOf(
                nodes.map(node => node.metadata.name),
              )}${
                source.definers.length
                  ? `; defined by ${listOf(
                      source.definers.map(one => one.tool),
                    )}`
                  : ''
              }`,
            },
          ];
        }
        if (source.type !== 'standalone' && source.type !== 'unknown')
          return [];
        return nodes.map(node => ({
          subject: subjectOf(node),
          message: 'This node belongs to no group that is known.',
          evidence: `providerID ${node.spec.providerID ?? 'absent'}`,
        }));
      }),
      ...disputes.flatMap(({ node: name, why }) => {
        const node = nodeByName.get(name);
        return node
          ? [
              {
                subject: subjectOf(node),
                severity: 'blocker' as const,
                message:
                  'It is not certain where this node comes from, so no run starts before it is.',
                evidence: why,
                remedy:
                  'Put the label right that names another group than the one its instance is in.',
              },
            ]
          : [];
      }),
    ];
  },
});
