// Copyright The EKS Auto Mode Authors
// SPDX-License-Identifier: Apache-2.0

import type { Node } from '@eks-auto-mode/backstage-plugin-eks-auto-mode-node';
import { instanceIdOf } from '../../placement/membership';

const NODEGROUP = 'eks.amazonaws.com/nodegroup';
const COMPUTE_TYPE = 'eks.amazonaws.com/compute-type';

/** A node about which label, Auto Scaling group and compute type do not agree. */
export interface Disagreement {
  node: string;
  why: string;
}

const isReadyNode = (node: Node) =>
  node.status?.conditions?.some(
    condition => condition.type === 'Ready' && condition.status === 'True',
  ) ?? false;

/**
 * The nodes of a managed group: the instance is in the group's Auto Scaling group, the label agrees
 * and the compute type is not `auto`. Labels are hostile input; where the three disagree a person
 * has to look.
 *
 * A node that is not Ready and whose instance has left the group is one that goes away by itself: an
 * instance leaves its group before its Node object does.
 */
export function nodesOfGroup(
  nodegroup: string,
  instances: ReadonlySet<string>,
  nodes: readonly Node[],
): { nodes: Node[]; disagreements: Disagreement[] } {
  const belong: Node[] = [];
  const disagreements: Disagreement[] = [];
  for (const node of nodes) {
    const labelled = node.metadata.labels?.[NODEGROUP];
    const instance = instanceIdOf(node);
    const within = instance !== undefined && instances.has(instance);
    if (labelled !== nodegroup && !within) continue;
    const auto = node.metadata.labels?.[COMPUTE_TYPE] === 'auto';
    const dispute = (why: string) =>
      disagreements.push({ node: node.metadata.name, why });
    if (auto)
      dispute(
        `its compute type is auto, yet ${
          within
            ? `its instance ${instance} is in the Auto Scaling group of ${nodegroup}`
            : `its label names node group ${nodegroup}`
        }`,
      );
    else if (!within) {
      if (isReadyNode(node) && node.metadata.deletionTimestamp === undefined)
        dispute(
          `its label names node group ${nodegroup}, yet its instance ${
            instance ?? '(none)'
          } is not in that group's Auto Scaling group`,
        );
    } else if (labelled !== nodegroup)
      dispute(
        `its instance ${instance} is in the Auto Scaling group of ${nodegroup}, yet its label ${
          labelled === undefined ? 'is missing' : `names ${labelled}`
        }`,
      );
    else belong.push(node);
  }
  return { nodes: belong, disagreements };
}
