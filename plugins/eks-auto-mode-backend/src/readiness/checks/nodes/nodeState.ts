// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import { defineCheck } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { isAutoNode, isFargateNode } from '../../nodes';
import { minorOf } from '../../versions';
import { subjectOf } from '../../workloads';

export const nodeState = defineCheck({
  code: 'NG-18',
  title: 'Nodes are ready, open and of the cluster’s version',
  severity: 'warning',
  resolvedBy: 'platform',
  reads: ['cluster', 'nodes'],
  why: 'A drain hangs on a node whose kubelet does not answer; a node that somebody cordoned has a story that should be known first.',
  remediation:
    'Repair or remove the node, and bring its kubelet to the version of the cluster.',
  source: 'Kubernetes, version-skew-policy and nodes',
  evaluate: ({ cluster, nodes }) =>
    nodes
      .filter(node => !isAutoNode(node) && !isFargateNode(node))
      .flatMap(node => {
        const ready = node.status?.conditions?.find(
          one => one.type === 'Ready',
        );
        const version = node.status?.nodeInfo?.kubeletVersion;
        const faults = [
          ...(ready?.status === 'True'
            ? []
            : [
                `not Ready (${
                  ready?.reason ?? ready?.status ?? 'no condition'
                })`,
              ]),
          ...(node.spec.unschedulable ? ['cordoned already'] : []),
          ...(version !== undefined &&
          minorOf(version) !== minorOf(cluster.version)
            ? [`kubelet ${version}, cluster ${cluster.version}`]
            : []),
        ];
        if (faults.length === 0) return [];
        return [
          {
            subject: subjectOf(node),
            message:
              'This node is not in a state in which it should be drained.',
            evidence: faults.join('; '),
          },
        ];
      }),
});
